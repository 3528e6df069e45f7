/** Where the token endpoint is, when the configuration does not say. */
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import { parseJson } from '../http/json.ts';
import { maySpeakTo } from './endpoints.ts';

/** SMART App Launch §"Conformance": `.well-known/smart-configuration`. */
export const smartConfiguration = z.object({ token_endpoint: z.url() });

/** The older way: the `oauth-uris` extension of the CapabilityStatement. */
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
const capabilityStatement = z.object({
  rest: z.array(
    z.object({
      security: z.object({
        extension: z.array(
          z.object({
            url: z.string(),
            extension: z.array(z.object({ url: z.string(), valueUri: z.string().optional() })).default([]),
          }),
        ),
      }),
    }),
  ),
});

/**
 * Asks the server for its token endpoint: first its SMART configuration, then its CapabilityStatement.
 * `Epic-Client-ID` goes along, since without it Epic can name the endpoints of another environment.
 * @throws GatewayError UPSTREAM_AUTHENTICATION_FAILED where neither names one that may be used, UPSTREAM_UNAVAILABLE
 * where the server fails at both, or the transport's codes
 */
export async function discoverTokenUrl(http: Http, baseUrl: string, clientId: string): Promise<string> {
  const ask = async (path: string, accept: string): Promise<{ status: number; json: unknown }> => {
    const { status, body } = await http.send({
      url: `${baseUrl}/${path}`,
      headers: { accept, 'epic-client-id': clientId },
      redirectsWithin: baseUrl,
    });
    return { status, json: status === 200 ? parseJson(body) : null };
  };
  const asked = await ask('.well-known/smart-configuration', 'application/json');
  const smart = smartConfiguration.safeParse(asked.json);
  if (smart.success) return usable(smart.data.token_endpoint, baseUrl);
  const { status, json } = await ask('metadata', 'application/fhir+json');
  if (status >= 500) {
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The FHIR server answered HTTP ${status} when it was asked for its token endpoint. Try again later.`,
    );
  }
  return usable(tokenUriOf(json), baseUrl);
}

function usable(found: string | undefined, baseUrl: string): string {
  if (found === undefined || !maySpeakTo(found, baseUrl)) {
    throw new GatewayError(
      'UPSTREAM_AUTHENTICATION_FAILED',
      'The FHIR server names no token endpoint that can be used, neither in .well-known/smart-configuration nor in ' +
        '/metadata. Check EPIC_BASE_URL, or set EPIC_TOKEN_URL.',
    );
  }
  return found;
}

/** What the `oauth-uris` extension says; undefined where there is none. */
export function tokenUriOf(statement: unknown): string | undefined {
  const parsed = capabilityStatement.safeParse(statement);
  return parsed.data?.rest
    .flatMap(({ security }) => security.extension)
    .filter(({ url }) => url === OAUTH_URIS)
    .flatMap(({ extension }) => extension)
    .find(({ url }) => url === 'token')?.valueUri;
}
