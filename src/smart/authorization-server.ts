/** Discovers the authorization server at which people sign in: its endpoints, issuer and key set. */
import { z } from 'zod';
import { isTrustedEndpoint } from '../auth/trusted-endpoint.ts';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { memoizeWithTtl } from '../http/memoize-with-ttl.ts';

export interface AuthorizationServer {
  /** Need not equal the base URL of the FHIR server. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Null if the server cannot revoke tokens. */
  readonly revocationEndpoint: string | null;
  readonly keySetUrl: string;
  /** Whether the server names itself in authorization responses (RFC 9207). */
  readonly sendsIssuer: boolean;
  /** The algorithms that may sign an `id_token`. */
  readonly signingAlgorithms: readonly string[];
}

interface DiscoveryOptions {
  /** The base URL of the FHIR server. */
  readonly baseUrl: string;
  /** Sent to Epic, which otherwise can return the endpoints of another environment. */
  readonly clientId: string;
  readonly http: HttpClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const TTL_MS = 600_000;
const FAILURE_TTL_MS = 5_000;

/** With a shared secret, or with none, anyone could issue an `id_token`. */
const ASYMMETRIC_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const optionalText = z.string().optional().catch(undefined);

/** The used members of `.well-known/smart-configuration` and of `.well-known/openid-configuration`, which have the same names. */
const serverDocument = z.object({
  issuer: optionalText,
  authorization_endpoint: optionalText,
  token_endpoint: optionalText,
  revocation_endpoint: optionalText,
  jwks_uri: optionalText,
  authorization_response_iss_parameter_supported: z.boolean().optional().catch(undefined),
  id_token_signing_alg_values_supported: z.array(z.string()).optional().catch(undefined),
});
type ServerDocument = z.output<typeof serverDocument>;

/** The members without which people cannot sign in. */
export const REQUIRED_MEMBERS = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
] as const satisfies readonly (keyof ServerDocument)[];

/**
 * Returns a function that discovers the server, once for all callers, and again after some minutes. It returns the same object as long as the
 * discovery is cached. The function throws GatewayError UPSTREAM_INVALID_RESPONSE if no usable server is named, or the transport's codes.
 */
export function createServerDiscovery(options: DiscoveryOptions): () => Promise<AuthorizationServer> {
  const { now } = options;
  return memoizeWithTtl(() => discoverServer(options), {
    successTtlMs: TTL_MS,
    failureTtlMs: FAILURE_TTL_MS,
    now,
  });
}

async function discoverServer(options: DiscoveryOptions): Promise<AuthorizationServer> {
  const { baseUrl } = options;
  const smart = await fetchDocument(options, `${baseUrl}/.well-known/smart-configuration`);
  const isComplete = REQUIRED_MEMBERS.every((name) => smart[name] !== undefined);
  const openid = isComplete ? {} : await fetchOpenidConfiguration(options, smart.issuer);
  return toAuthorizationServer({ ...openid, ...definedMembersOf(smart) }, baseUrl);
}

/** OpenID Connect Discovery 1.0 §4. A server without a known issuer has the document at its base URL. */
async function fetchOpenidConfiguration(
  options: DiscoveryOptions,
  issuer: string | undefined,
): Promise<ServerDocument> {
  const { baseUrl } = options;
  if (issuer === undefined) return fetchDocument(options, `${baseUrl}/.well-known/openid-configuration`);
  if (!isTrustedEndpoint(issuer, baseUrl)) return {};
  const found = await fetchDocument(options, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  // §4.3: otherwise one issuer could impersonate another.
  return found.issuer === issuer ? found : {};
}

async function fetchDocument({ http, clientId }: DiscoveryOptions, url: string): Promise<ServerDocument> {
  const { status, json } = await http.send({
    url,
    headers: { accept: 'application/json', 'epic-client-id': clientId },
    server: 'The authorization server',
  });
  if (status >= 500) {
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The authorization server responded with HTTP ${status} while the gateway looked up its endpoints. Try again later.`,
    );
  }
  return serverDocument.catch({}).parse(status === 200 ? json : {});
}

function definedMembersOf(document: ServerDocument): ServerDocument {
  return serverDocument.parse(
    Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)),
  );
}

function toAuthorizationServer(document: ServerDocument, baseUrl: string): AuthorizationServer {
  const {
    issuer,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    revocation_endpoint: revocationEndpoint = null,
    jwks_uri: keySetUrl,
    authorization_response_iss_parameter_supported: sendsIssuer = false,
    id_token_signing_alg_values_supported: named = ASYMMETRIC_ALGORITHMS,
  } = document;
  const signingAlgorithms = named.filter((name) => ASYMMETRIC_ALGORITHMS.includes(name));
  const isUsable = (url: string | undefined): url is string =>
    url !== undefined && isTrustedEndpoint(url, baseUrl);
  if (
    issuer === undefined ||
    !isUsable(authorizationEndpoint) ||
    !isUsable(tokenEndpoint) ||
    !isUsable(keySetUrl) ||
    signingAlgorithms.length === 0
  ) {
    throw new GatewayError(
      'UPSTREAM_INVALID_RESPONSE',
      'Neither .well-known/smart-configuration nor .well-known/openid-configuration of the FHIR server names the issuer, the https endpoints and ' +
        'the key set with which people can sign in. Check EPIC_BASE_URL, and that the server offers sso-openid-connect.',
    );
  }
  return {
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    revocationEndpoint: isUsable(revocationEndpoint ?? undefined) ? revocationEndpoint : null,
    keySetUrl,
    sendsIssuer,
    signingAlgorithms,
  };
}
