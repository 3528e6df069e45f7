/** Requests the access token once, however many callers wait, and keeps it until shortly before it expires. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenAuthentication } from '../config/authentication.ts';
import { GatewayError, hasCode } from '../errors.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import { backoffMs } from '../http/retry-policy.ts';
import type { Log } from '../observability/log.ts';
import { errorCodeOf, NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import { CircuitOpenError } from '../resilience/circuit-breaker.ts';
import type { ClientCredentials } from './client-credentials.ts';
import type { CachedToken, SharedToken } from './shared-token.ts';
import {
  requestAccessToken,
  tokenErrorResponse,
  type TokenResponse,
  tokenResponse,
} from './token-request.ts';

export interface TokenSource {
  /**
   * Returns a valid token.
   * @throws GatewayError UPSTREAM_AUTHENTICATION_FAILED with the likely causes, or the transport's codes
   */
  get(): Promise<string>;
  /** Returns the valid token without a request; null if there is none. */
  current(): string | null;
  /** Drops a token that the server answered 401 to. */
  discard(token: string | null): void;
}

/** Provides tokens to the code that sends requests. */
export interface TokenProvider {
  /** Returns a valid token; null if the FHIR server is open and no token is sent. */
  get(): Promise<string | null>;
  /**
   * Drops a token that the server answered 401 to.
   * @throws GatewayError UPSTREAM_AUTHENTICATION_FAILED if there is no other
   */
  discard(token: string | null): void;
}

/** Returns the header for a token; none without one. */
export function bearerHeaders(token: string | null): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

interface TokenSourceOptions {
  readonly http: HttpClient;
  /** Finds the token endpoint; called again until it succeeds once. */
  readonly tokenUrl: () => Promise<string>;
  /** Creates the credentials of each request. */
  readonly credentials: (tokenUrl: string) => Promise<ClientCredentials>;
  /** How the gateway authenticates, for the message about a refusal. */
  readonly method: TokenAuthentication['kind'];
  readonly scope: string | null;
  /** Shares one token among all replicas; null: each has its own. */
  readonly shared?: SharedToken | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Epic's token endpoint sometimes answers a bare 400 for no reason, so only the third refusal counts. */
const MAX_ATTEMPTS = 3;
/** Failures that an immediate retry cannot fix, or would make worse. */
const FINAL_CODES = ['OPERATION_ABORTED', 'UPSTREAM_RATE_LIMITED', 'UPSTREAM_TIMEOUT'] as const;
/** A token is renewed this long before it expires, or in the last tenth of a shorter life. */
const RENEWAL_MARGIN_MS = 60_000;

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { now, shared = null } = options;
  let cached: CachedToken | null = null;
  let refused: string | null = null;
  let inFlight: Promise<CachedToken> | null = null;

  const renew = async (): Promise<CachedToken> => {
    try {
      const request = (): Promise<CachedToken> => requestWithRetries(options);
      return await (shared === null ? request() : shared.obtain(request, refused));
    } finally {
      inFlight = null;
    }
  };

  const current = (): string | null => (cached === null || cached.renewAt <= now() ? null : cached.value);

  return {
    async get() {
      const token = current();
      if (token !== null) return token;
      inFlight ??= renew();
      cached = await inFlight;
      return cached.value;
    },
    current,
    discard(token) {
      if (cached?.value !== token) return;
      cached = null;
      refused = token;
    },
  };
}

async function requestWithRetries(options: TokenSourceOptions): Promise<CachedToken> {
  const { tokenUrl, credentials, log, now } = options;
  const url = await tokenUrl();
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptRequest(options, url, await credentials(url));
    if (!(outcome instanceof GatewayError)) {
      log.debug('token_received', { attempt });
      const lifetimeMs = outcome.expires_in * 1000;
      return {
        value: outcome.access_token,
        renewAt: now() + lifetimeMs - Math.min(RENEWAL_MARGIN_MS, lifetimeMs / 10),
      };
    }
    log.warn('token_refused', { attempt, codes: [outcome.code] });
    const isFinal = outcome instanceof CircuitOpenError || hasCode(outcome, ...FINAL_CODES);
    if (attempt === MAX_ATTEMPTS || isFinal) throw outcome;
    await delay(backoffMs(attempt, Math.random()));
  }
}

async function attemptRequest(
  { http, method, scope, observer = NOOP_OBSERVER }: TokenSourceOptions,
  tokenUrl: string,
  credentials: ClientCredentials,
): Promise<TokenResponse | GatewayError> {
  const tokenObserver = observer.token();
  try {
    const outcome = interpretTokenResponse(
      await requestAccessToken(http, { tokenUrl, credentials, scope }),
      method,
    );
    tokenObserver.end(outcome instanceof GatewayError ? outcome.code : null);
    return outcome;
  } catch (error) {
    tokenObserver.end(errorCodeOf(error));
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

function interpretTokenResponse(
  { status, json }: HttpResponse,
  method: TokenSourceOptions['method'],
): TokenResponse | GatewayError {
  const granted = tokenResponse.safeParse(json);
  if (status === 200 && granted.success) return granted.data;
  if (status === 429) {
    return new GatewayError('UPSTREAM_RATE_LIMITED', 'The token endpoint asks for a pause. Try again later.');
  }
  if (status >= 500) {
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The token endpoint answered HTTP ${status}. Try again later.`,
    );
  }
  const refused = tokenErrorResponse.safeParse(json);
  if (refused.success) {
    return new GatewayError('UPSTREAM_AUTHENTICATION_FAILED', explainTokenError(refused.data.error, method));
  }
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `The token endpoint answered HTTP ${status} with something that is not an OAuth answer. Check EPIC_TOKEN_URL.`,
  );
}

/**
 * Epic gives no cause with its errors (`error_description` is null), so the message lists every known one.
 * It repeats only the registered codes of RFC 6749 §5.2, and nothing else that a server sends.
 */
const INVALID_KEY_CLIENT =
  'invalid_client. It does not say why; the known causes, the likeliest first: the app registration has not reached this ' +
  'server yet (up to 1 hour in the sandbox, 12 hours at a site); EPIC_CLIENT_ID is the production id where the ' +
  'non-production one is needed, or the reverse; the registered key set URL is unreachable, redirects, or does not hold ' +
  'EPIC_KEY_ID; EPIC_TOKEN_AUDIENCE differs from the token URL as the server knows it; the clock of this machine is ' +
  'wrong; the private key or EPIC_SIGNING_ALG is not the one registered.';
const INVALID_SECRET_CLIENT =
  'invalid_client. The known causes, the likeliest first: EPIC_CLIENT_SECRET is not the secret of EPIC_CLIENT_ID, or no longer; the server does not ' +
  'know EPIC_CLIENT_ID; the client is registered for another EPIC_AUTH. npm run doctor tries which.';
const INVALID_CLIENT: Readonly<Record<TokenAuthentication['kind'], string>> = {
  private_key_jwt: INVALID_KEY_CLIENT,
  client_secret_basic: INVALID_SECRET_CLIENT,
  client_secret_post: INVALID_SECRET_CLIENT,
};
const TOKEN_ERRORS: Readonly<Record<string, string>> = {
  unauthorized_client:
    'unauthorized_client: the site has not mapped this client to a background user yet. Ask the site to do so.',
  invalid_scope:
    'invalid_scope: this server wants EPIC_SCOPE to name scopes that the client is registered for.',
  invalid_request:
    'invalid_request: the token endpoint does not understand the request. Check EPIC_TOKEN_URL.',
  invalid_grant: 'invalid_grant: the client is not registered for the client_credentials grant.',
  unsupported_grant_type: 'unsupported_grant_type: the server does not offer SMART Backend Services.',
};

function explainTokenError(error: string, method: TokenAuthentication['kind']): string {
  const words = new Map(Object.entries({ ...TOKEN_ERRORS, invalid_client: INVALID_CLIENT[method] }));
  const explanation = words.get(error);
  return `The token endpoint refused this gateway: ${explanation ?? 'the error it gave is not one of RFC 6749.'}`;
}
