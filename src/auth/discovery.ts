/** Discovers the token endpoint if it is not configured. */
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { type JsonFormat, PLAIN_JSON, STATEMENT_JSON } from '../json/format.ts';
import { isTrustedEndpoint } from './trusted-endpoint.ts';

/** `.well-known/smart-configuration` (SMART App Launch §"Conformance"). */
export const smartConfiguration = z.object({ token_endpoint: z.url() });

/** The extension of the CapabilityStatement that older servers use. */
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
/**
 * Reads the token endpoint from the SMART configuration of the server, or from its CapabilityStatement. Sends `Epic-Client-ID`, because
 * otherwise Epic can return the endpoints of another environment.
 * @throws GatewayError UPSTREAM_AUTHENTICATION_FAILED if neither names a trusted endpoint, UPSTREAM_UNAVAILABLE if the server fails at both, or
 * the transport's codes
 */
export async function discoverTokenUrl(http: HttpClient, baseUrl: string, clientId: string): Promise<string> {
  const get = async (path: string, accept: string, format: JsonFormat) => {
    const { status, json } = await http.send({
      url: `${baseUrl}/${path}`,
      headers: { accept, 'epic-client-id': clientId },
      json: format,
      followRedirectsUnder: baseUrl,
    });
    return { status, json: status === 200 ? json : null };
  };
  const configuration = await get('.well-known/smart-configuration', 'application/json', PLAIN_JSON);
  const smart = smartConfiguration.safeParse(configuration.json);
  if (smart.success) return requireTrusted(smart.data.token_endpoint, baseUrl);
  const { status, json } = await get('metadata', 'application/fhir+json', STATEMENT_JSON);
  if (status >= 500) {
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The FHIR server responded with HTTP ${status} while the gateway looked up its token endpoint. Try again later.`,
    );
  }
  return requireTrusted(tokenUriOf(json), baseUrl);
}

function requireTrusted(found: string | undefined, baseUrl: string): string {
  if (found === undefined || !isTrustedEndpoint(found, baseUrl)) {
    throw new GatewayError(
      'UPSTREAM_AUTHENTICATION_FAILED',
      'Neither .well-known/smart-configuration nor /metadata of the FHIR server names a usable token endpoint. Check EPIC_BASE_URL, or set ' +
        'EPIC_TOKEN_URL.',
    );
  }
  return found;
}

/** Reads the `oauth-uris` extension; undefined if there is none. */
export function tokenUriOf(statement: unknown): string | undefined {
  const extensions = membersOf(membersOf(membersOf([statement], 'rest'), 'security'), 'extension');
  const uris = membersOf(
    extensions.filter(({ url }) => url === OAUTH_URIS),
    'extension',
  );
  const uri = uris.find(({ url }) => url === 'token')?.['valueUri'];
  return typeof uri === 'string' ? uri : undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the objects in a member of the given values, whether it is an object or an array. Skips validation of the rest, which can be long. */
function membersOf(values: readonly unknown[], name: string): JsonObject[] {
  return values.flatMap((value) => (isJsonObject(value) ? value[name] : [])).filter(isJsonObject);
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
