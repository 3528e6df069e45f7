/** The Epic client: authenticated reads, searches and pages of one FHIR server, shared by all operations. */
import { createKeyDerivation, type DeriveKey } from '../auth/derived-keys.ts';
import type { SharedState } from '../state/shared-state.ts';
import { createClientAuthentication, type ClientAuthentication } from '../auth/client-authentication.ts';
import type { EpicLimits } from '../config/config.ts';
import type { EpicConnection } from '../config/connection.ts';
import { GatewayError } from '../errors.ts';
import { raceWithAbort } from '../http/abort.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { Log } from '../observability/log.ts';
import { type Observer, NOOP_OBSERVER } from '../observability/observer.ts';
import type { UpstreamHealth } from '../resilience/upstream-health.ts';
import { createThrottle } from '../resilience/throttle.ts';
import { createTokenCircuitBreaker } from '../resilience/token-circuit-breaker.ts';
import { type Capabilities, isR4 } from './capabilities.ts';
import { type CreateResource, createResourceCreator } from './create.ts';
import { type FhirResponse, requireSameRecord, unexpectedTypeError } from './fhir-response.ts';
import { createGet } from './get.ts';
import { PAGING_ENDED } from './issue-codes.ts';
import { createMetadata } from './metadata.ts';
import { readRecord } from './record-read.ts';
import type { RequestBudget } from './request-budget.ts';
import { createRequestCoalescer } from './request-coalescing.ts';
import { base64Length, contentJson, contentTooLargeError } from './response-limits.ts';
import { canonicalQuery, type SearchParameters } from './search-parameters.ts';
import { readSearchPage } from './search-page.ts';
import { EMPTY_SEARCHSET, type Searchset } from './searchset.ts';
import { createServerUrls } from './server-urls.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Binary, Stored } from '../fhir/types.ts';

export interface EpicClient {
  /** Names the FHIR server in cursors and logs: its base URL. */
  readonly upstream: string;
  /** Recognizes URLs of the server. */
  readonly urls: ServerUrls;
  /** The public key set to serve at `/.well-known/jwks.json`. */
  readonly publicKeys: ClientAuthentication['publicKeys'];
  /** Keys that all replicas have: those with the same connection. */
  readonly deriveKey: DeriveKey;
  /**
   * Reads one resource; null where there is none (any more). A merged record answers with the surviving one, under its own
   * id, and a warning.
   */
  read<T extends ResourceType>(
    type: T,
    id: string,
    budget: RequestBudget,
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** The first page of a search. */
  search(type: ResourceType, parameters: SearchParameters, budget: RequestBudget): Promise<Searchset>;
  /** A further page, by the `next` link of the page before. A link that leaves the base URL is refused. */
  nextPage(type: ResourceType, link: string, budget: RequestBudget): Promise<Searchset>;
  /** The largest content of a document that the gateway passes on. */
  readonly maxContentBytes: number;
  /**
   * Reads the content of a document; null where there is none (any more).
   * @throws GatewayError CONTENT_TOO_LARGE
   */
  readBinary(id: string, budget: RequestBudget): Promise<Binary | null>;
  readonly create: CreateResource;
  /** Returns what the server can do. One request serves all operations for a few minutes. The wait for it ends with the operation. */
  capabilities(budget?: RequestBudget): Promise<Capabilities>;
  /** Returns what the server last said that it can do, without a request; null before the first response. */
  latestCapabilities(): Capabilities | null;
  /** Resolves when the server gives a token and describes itself as R4; cheap when it lately has. */
  probe(): Promise<void>;
  /** Returns the state of the queue and of the circuit breakers, without a request. */
  health(): UpstreamHealth;
  close(): void;
}

interface EpicClientOptions {
  readonly connection: EpicConnection;
  readonly limits: EpicLimits;
  /** What replicas share; null: nothing. */
  readonly state?: SharedState | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds; the clock of assertions and token lifetimes. */
  readonly now?: () => number;
}

/** Room for the Binary around its data. */
const BINARY_OVERHEAD_BYTES = 4_096;

export async function createEpicClient(options: EpicClientOptions): Promise<EpicClient> {
  const { connection, limits, state = null, log, observer = NOOP_OBSERVER, now = Date.now } = options;
  const { baseUrl } = connection;
  const urls = createServerUrls(connection);
  const http = createHttpClient({ timeoutMs: limits.timeoutMs });
  const throttle = createThrottle({ limits, upstream: baseUrl, state });
  const tokenCircuit = createTokenCircuitBreaker(http);
  const deriveKey = await createKeyDerivation(connection);
  const { tokens, publicKeys } = await createClientAuthentication({
    connection,
    http,
    tokenHttp: tokenCircuit.http,
    deriveKey,
    state,
    log,
    observer,
    now,
  });

  const coalescer = createRequestCoalescer<FhirResponse>();
  const get = createGet({ http, tokens, throttle, baseUrl, coalescer, log });
  const create = createResourceCreator({ http, tokens, throttle, baseUrl, log });

  const metadata = createMetadata({ connection, http, now });

  return {
    upstream: baseUrl,
    urls,
    maxContentBytes: limits.binaryMaxBytes,
    publicKeys,
    deriveKey,
    capabilities: (budget) => raceWithAbort(metadata.capabilities(), budget?.signal),
    latestCapabilities: metadata.known,

    read: (type, id, budget) => readRecord({ get, baseUrl }, type, id, budget),

    async search(type, parameters, budget) {
      const url = `${baseUrl}/${type}?${canonicalQuery(parameters)}`;
      const found = await readSearchPage({ get, urls }, { interaction: 'search', type, url }, budget);
      return found ?? EMPTY_SEARCHSET;
    },

    async nextPage(type, link, budget) {
      const url = urls.resolve(link);
      if (url === null) {
        throw new GatewayError(
          'UPSTREAM_INVALID_RESPONSE',
          "The FHIR server's link to the next page leads outside EPIC_BASE_URL, so it is not followed.",
        );
      }
      const found = await readSearchPage({ get, urls }, { interaction: 'page', type, url }, budget);
      // Epic reports with 4113 that a paging session has ended. Other servers no longer find the page.
      if (found === null) throw new GatewayError('CURSOR_EXPIRED', PAGING_ENDED);
      return found;
    },

    async readBinary(id, budget) {
      const bounds = {
        timeoutMs: limits.binaryTimeoutMs,
        tooLarge: contentTooLargeError(limits.binaryMaxBytes),
      };
      const json = contentJson(base64Length(limits.binaryMaxBytes) + BINARY_OVERHEAD_BYTES);
      const request = {
        url: `${baseUrl}/Binary/${id}`,
        kind: 'binary',
        interaction: 'read',
        resourceType: 'Binary',
        json,
        bounds,
      } as const;
      const response = requireSameRecord(await get(request, budget), 'Binary', id);
      if (response.kind !== 'resource') return null;
      const { resource } = response;
      if (!isBinary(resource)) throw unexpectedTypeError('Binary', resource.resourceType);
      return resource;
    },

    async create(...args) {
      try {
        return await create(...args);
      } finally {
        // A search that began before the write must not answer one that begins after it.
        coalescer.detach();
      }
    },

    async probe() {
      const [, described] = await Promise.all([tokens.get(), metadata.capabilities()]);
      if (!isR4(described)) {
        throw new GatewayError(
          'UPSTREAM_INVALID_RESPONSE',
          'The FHIR server does not describe itself as R4 (4.0). Check that EPIC_BASE_URL is the R4 base.',
        );
      }
    },

    health: () => ({
      ...throttle.health(),
      token: { state: tokenCircuit.circuit.state, opensForMs: tokenCircuit.circuit.opensForMs },
    }),

    close() {
      throttle.close();
      http.close();
    },
  };
}

function isBinary(resource: { readonly resourceType: string }): resource is Binary {
  return resource.resourceType === 'Binary';
}
