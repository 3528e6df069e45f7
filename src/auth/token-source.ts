/** Requests the access token, once for all concurrent callers, and keeps it until shortly before it expires. */
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
  /** Returns the cached token; null if there is no valid one. */
  current(): string | null;
  /** Drops a token that the FHIR server refused with 401. */
  discard(token: string | null): void;
}

/** Provides tokens to the code that sends requests. */
export interface TokenProvider {
  /** Returns a valid token; null if the FHIR server is open and no token is sent. */
  get(): Promise<string | null>;
  /**
   * Drops a token that the FHIR server refused with 401.
   * @throws GatewayError UPSTREAM_AUTHENTICATION_FAILED if the gateway cannot get another
   */
  discard(token: string | null): void;
}

/** Returns the header of a token; no header if the token is null. */
export function bearerHeaders(token: string | null): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

interface TokenSourceOptions {
  readonly http: HttpClient;
  /** Returns the token endpoint. Called for each token request until it succeeds once. */
  readonly tokenUrl: () => Promise<string>;
  /** Creates the credentials of each request. */
  readonly credentials: (tokenUrl: string) => Promise<ClientCredentials>;
  /** The authentication method, which selects the message of a refusal. */
  readonly method: TokenAuthentication['kind'];
  readonly scope: string | null;
  /** Shares the token among replicas; null if each has its own. */
  readonly shared?: SharedToken | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Epic's token endpoint sometimes returns a 400 for no reason, so only the third refusal counts. */
const MAX_ATTEMPTS = 3;
/** Failures that an immediate retry cannot fix, or would make worse. */
const FINAL_CODES = ['OPERATION_ABORTED', 'UPSTREAM_RATE_LIMITED', 'UPSTREAM_TIMEOUT'] as const;
/** A token is renewed this long before it expires, or in the last tenth of its lifetime if that is shorter. */
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
    return new GatewayError(
      'UPSTREAM_RATE_LIMITED',
      'The token endpoint received too many requests. Try again later.',
    );
  }
  if (status >= 500) {
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The token endpoint responded with HTTP ${status}. Try again later.`,
    );
  }
  const refused = tokenErrorResponse.safeParse(json);
  if (refused.success) {
    return new GatewayError('UPSTREAM_AUTHENTICATION_FAILED', explainTokenError(refused.data.error, method));
  }
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `The token endpoint responded with HTTP ${status} without an OAuth response. Check EPIC_TOKEN_URL.`,
  );
}

/**
 * Epic's errors give no cause (`error_description` is null), so the message lists all known causes. It repeats only the codes of RFC 6749 §5.2,
 * and nothing else that the server sent.
 */
const INVALID_KEY_CLIENT =
  'invalid_client, without a reason. Known causes, most likely first: the app registration has not reached this ' +
  'server yet (up to 1 hour in the sandbox, 12 hours at a site); EPIC_CLIENT_ID is the production id instead of the ' +
  'non-production id, or vice versa; the registered key set URL is unreachable, redirects, or does not contain ' +
  'EPIC_KEY_ID; EPIC_TOKEN_AUDIENCE differs from the token URL configured at the server; the clock of this machine is ' +
  'wrong; the private key or EPIC_SIGNING_ALG is not the registered one.';
const INVALID_SECRET_CLIENT =
  'invalid_client. Known causes, most likely first: EPIC_CLIENT_SECRET is not, or no longer, the secret of EPIC_CLIENT_ID; EPIC_CLIENT_ID is not ' +
  'registered at the server; the client is registered for another EPIC_AUTH. Run npm run doctor to try each method.';
const INVALID_CLIENT: Readonly<Record<TokenAuthentication['kind'], string>> = {
  private_key_jwt: INVALID_KEY_CLIENT,
  client_secret_basic: INVALID_SECRET_CLIENT,
  client_secret_post: INVALID_SECRET_CLIENT,
};
const TOKEN_ERRORS: Readonly<Record<string, string>> = {
  unauthorized_client:
    'unauthorized_client: the site has not mapped this client to a background user yet. Contact the site.',
  invalid_scope:
    'invalid_scope: this server requires EPIC_SCOPE. Set it to scopes that the client is registered for.',
  invalid_request:
    'invalid_request: the token endpoint rejected the form of the request. Check EPIC_TOKEN_URL.',
  invalid_grant: 'invalid_grant: the client is not registered for the client_credentials grant.',
  unsupported_grant_type: 'unsupported_grant_type: the server does not offer SMART Backend Services.',
};

function explainTokenError(error: string, method: TokenAuthentication['kind']): string {
  const explanations = new Map(Object.entries({ ...TOKEN_ERRORS, invalid_client: INVALID_CLIENT[method] }));
  return `The token endpoint refused this gateway: ${explanations.get(error) ?? 'its error is not one of RFC 6749.'}`;
}
