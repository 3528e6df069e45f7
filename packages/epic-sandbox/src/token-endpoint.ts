/** Epic's token endpoint for SMART Backend Services, and the tokens that it issued. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose';
import { type HttpResponse, createJsonResponse } from './http-response.ts';
import { SIGNING_ALGORITHMS } from './capability-statement.ts';
import { createKeySetFetcher, type HostedKeys } from './hosted-keys.ts';

/** An app registration that this site knows. */
export interface RegisteredClient {
  clientId: string;
  /** The public keys, each with a `kid`, or the URL of the client's key set. */
  keys: JWK[] | HostedKeys;
  /** Whether the site mapped the client to a background user. Defaults to true; without one, the answer is `unauthorized_client`. */
  backgroundUser?: boolean;
}

export interface TokenEndpoint {
  answer: (request: IncomingMessage) => Promise<HttpResponse>;
  /** Returns whether an Authorization header holds a valid token. */
  accepts: (authorization: string | undefined) => boolean;
  /** Registers a client, or replaces the registration with the same client id. */
  register: (client: RegisteredClient) => void;
  expireTokens: () => void;
}

/** The required form fields. Epic ignores `scope` and grants the whole registration. */
const FORM: Readonly<Record<string, string>> = {
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
};

/** Epic accepts an `exp` at most five minutes ahead, and a `jti` of at most 151 characters. */
const LONGEST_ASSERTION_MS = 5 * 60 * 1000;
const LONGEST_JTI = 151;

export function createTokenEndpoint(options: {
  tokenUrl: string;
  clients: readonly RegisteredClient[];
  /** Returns the time in epoch ms. */
  now: () => number;
  tokenLifetimeSeconds: number;
  scope: string;
}): TokenEndpoint {
  const { tokenUrl, now, tokenLifetimeSeconds, scope } = options;
  const clients = new Map(options.clients.map((client) => [client.clientId, client]));
  const usedAssertions = new Map<string, number>();
  const tokenExpiries = new Map<string, number>();
  const { keysOf } = createKeySetFetcher(now);

  async function answer(request: IncomingMessage): Promise<HttpResponse> {
    const form = await readForm(request);
    const client = form === null ? null : await authenticate(form.get('client_assertion') ?? '');
    if (client === null) return createRefusal('invalid_client');
    if (client.backgroundUser === false) return createRefusal('unauthorized_client');
    const token = randomBytes(96).toString('base64url');
    tokenExpiries.set(token, now() + tokenLifetimeSeconds * 1000);
    return createJsonResponse(200, {
      access_token: token,
      token_type: 'bearer',
      expires_in: tokenLifetimeSeconds,
      scope,
    });
  }

  /** Returns the client that signed the assertion (RFC 7523 §3, SMART Backend Services); null if the assertion is invalid. */
  async function authenticate(assertion: string): Promise<RegisteredClient | null> {
    try {
      const client = clients.get(decodeJwt(assertion).iss ?? '');
      if (client === undefined) return null;
      const { payload, protectedHeader } = await jwtVerify(
        assertion,
        createLocalJWKSet({ keys: Array.isArray(client.keys) ? client.keys : await keysOf(client.keys) }),
        {
          algorithms: SIGNING_ALGORITHMS,
          issuer: client.clientId,
          subject: client.clientId,
          audience: tokenUrl,
          requiredClaims: ['exp', 'jti'],
          currentDate: new Date(now()),
        },
      );
      const { kid, jku, typ = 'JWT' } = protectedHeader;
      const { exp = 0, iat = 0, jti = '' } = payload;
      const isAcceptable =
        kid !== undefined &&
        jku === undefined &&
        typ === 'JWT' &&
        iat * 1000 <= now() &&
        exp * 1000 - now() <= LONGEST_ASSERTION_MS &&
        jti !== '' &&
        jti.length <= LONGEST_JTI;
      return isAcceptable && isFirstUse(`${client.clientId} ${jti}`, exp * 1000) ? client : null;
    } catch {
      return null;
    }
  }

  function isFirstUse(assertion: string, expires: number): boolean {
    for (const [used, expiry] of usedAssertions) if (expiry <= now()) usedAssertions.delete(used);
    if (usedAssertions.has(assertion)) return false;
    usedAssertions.set(assertion, expires);
    return true;
  }

  function accepts(authorization: string | undefined): boolean {
    const token = /^Bearer (?<token>\S+)$/i.exec(authorization ?? '')?.groups?.['token'];
    return token !== undefined && (tokenExpiries.get(token) ?? 0) > now();
  }

  return {
    answer,
    accepts,
    register: (client) => clients.set(client.clientId, client),
    expireTokens: () => tokenExpiries.clear(),
  };
}

/** Returns null for anything but a POST of a form with the required fields. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  if (request.method !== 'POST' || !isForm) return null;
  const form = new URLSearchParams(await text(request));
  return Object.entries(FORM).every(([field, value]) => form.get(field) === value) ? form : null;
}

/** Epic never reports the cause. */
function createRefusal(error: 'invalid_client' | 'unauthorized_client'): HttpResponse {
  return createJsonResponse(400, { error, error_description: null });
}
