/** Epic's token endpoint for SMART Backend Services, and the tokens that it issued. */
import { randomBytes } from 'node:crypto';
import { type AssertionVerifier, issuerOfAssertion, type SigningClient } from './client-assertions.ts';
import { type HttpResponse, createJsonResponse } from './http-response.ts';

/** An app registration that this site knows. */
export interface RegisteredClient extends SigningClient {
  /** Whether the site mapped the client to a background user. Defaults to true; without one, the answer is `unauthorized_client`. */
  backgroundUser?: boolean;
}

export interface TokenEndpoint {
  /** @param form null for anything but a POST of a form */
  answer: (form: URLSearchParams | null) => Promise<HttpResponse>;
  /** Returns whether a token is valid. */
  accepts: (token: string) => boolean;
  /** Registers a client, or replaces the registration with the same client id. */
  register: (client: RegisteredClient) => void;
  expireTokens: () => void;
}

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The required form fields. Epic ignores `scope` and grants the whole registration. */
const FORM: Readonly<Record<string, string>> = {
  grant_type: 'client_credentials',
  client_assertion_type: ASSERTION_TYPE,
};

export function createTokenEndpoint(options: {
  assertions: AssertionVerifier;
  clients: readonly RegisteredClient[];
  /** Returns the time in epoch ms. */
  now: () => number;
  tokenLifetimeSeconds: number;
  scope: string;
}): TokenEndpoint {
  const { assertions, now, tokenLifetimeSeconds, scope } = options;
  const clients = new Map(options.clients.map((client) => [client.clientId, client]));
  const tokenExpiries = new Map<string, number>();

  async function answer(form: URLSearchParams | null): Promise<HttpResponse> {
    const isComplete =
      form !== null && Object.entries(FORM).every(([field, value]) => form.get(field) === value);
    const client = isComplete ? await authenticate(form.get('client_assertion') ?? '') : null;
    if (client === null) return createTokenRefusal('invalid_client');
    if (client.backgroundUser === false) return createTokenRefusal('unauthorized_client');
    const token = randomBytes(96).toString('base64url');
    tokenExpiries.set(token, now() + tokenLifetimeSeconds * 1000);
    return createJsonResponse(200, {
      access_token: token,
      token_type: 'bearer',
      expires_in: tokenLifetimeSeconds,
      scope,
    });
  }

  /** Returns the client that signed the assertion; null if the assertion is invalid. */
  async function authenticate(assertion: string): Promise<RegisteredClient | null> {
    const client = clients.get(issuerOfAssertion(assertion) ?? '');
    return client !== undefined && (await assertions.verify(assertion, client)) ? client : null;
  }

  return {
    answer,
    accepts: (token) => (tokenExpiries.get(token) ?? 0) > now(),
    register: (client) => clients.set(client.clientId, client),
    expireTokens: () => tokenExpiries.clear(),
  };
}

/** The errors of RFC 6749 §5.2, and `unsupported_token_type` of RFC 7009 §2.2.1. */
export type TokenError =
  'invalid_client' | 'invalid_grant' | 'invalid_request' | 'invalid_scope' | 'unauthorized_client';

/** Epic never reports the cause. */
export function createTokenRefusal(error: TokenError): HttpResponse {
  return createJsonResponse(400, { error, error_description: null });
}
