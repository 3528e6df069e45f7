/** Fetches a FHIR server's capabilities from its unauthenticated endpoint `/metadata`. */
import type { EpicConnection } from '../config/connection.ts';
import type { Authentication } from '../config/authentication.ts';
import type { HttpClient } from '../http/http-client.ts';
import { memoizeWithTtl } from '../http/memoize-with-ttl.ts';
import { STATEMENT_JSON } from '../json/format.ts';
import { interpretResponse, unexpectedTypeError } from './fhir-response.ts';
import { type Capabilities, isCapabilityStatement, parseCapabilities } from './capabilities.ts';

export interface Metadata {
  /** Returns the server's capabilities. One request serves all callers for a few minutes. */
  readonly capabilities: () => Promise<Capabilities>;
  /** Returns the latest capabilities, and renews them in the background after a few minutes. Only before the first response does it wait. */
  readonly known: () => Promise<Capabilities>;
  /** Returns the latest capabilities; null before the first response. */
  readonly latest: () => Capabilities | null;
}

interface MetadataOptions {
  readonly connection: Pick<EpicConnection, 'baseUrl' | 'authentication'>;
  readonly http: HttpClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const TTL_MS = 300_000;
const FAILURE_TTL_MS = 5_000;

export function createMetadata({ connection, http, now }: MetadataOptions): Metadata {
  const { baseUrl, authentication } = connection;
  let latest: Capabilities | null = null;
  const fetchCapabilities = async (): Promise<Capabilities> => {
    const headers = { accept: 'application/fhir+json', ...createClientIdHeader(authentication) };
    const url = `${baseUrl}/metadata`;
    const response = await http.send({ url, headers, json: STATEMENT_JSON, followRedirectsUnder: baseUrl });
    const read = interpretResponse(response, 'capabilities');
    const resource = read.kind === 'resource' ? read.resource : { resourceType: 'nothing' };
    if (!isCapabilityStatement(resource))
      throw unexpectedTypeError('CapabilityStatement', resource.resourceType);
    latest = parseCapabilities(resource);
    return latest;
  };
  const capabilities = memoizeWithTtl(fetchCapabilities, {
    successTtlMs: TTL_MS,
    failureTtlMs: FAILURE_TTL_MS,
    now,
  });
  return {
    capabilities,
    async known() {
      const renewed = capabilities();
      if (latest === null) return renewed;
      renewed.catch(() => {});
      return latest;
    },
    latest: () => latest,
  };
}

/** Identifies the client on unauthenticated endpoints. Without it, Epic can describe another environment. */
const CLIENT_ID_HEADER = 'epic-client-id';

/** Returns the header that identifies the client; none if the gateway has no client id. */
export function createClientIdHeader(authentication: Authentication): Readonly<Record<string, string>> {
  return authentication.kind === 'none' ? {} : { [CLIENT_ID_HEADER]: authentication.clientId };
}
