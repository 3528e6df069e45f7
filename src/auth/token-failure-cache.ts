/** Bridges failures of the token endpoint: caches a refusal briefly, and keeps using the old token while it is valid. */
import { type GatewayError, hasCode } from '../errors.ts';
import type { TokenProvider, TokenSource } from './token-source.ts';

/** Short, so that a corrected key, registration or clock takes effect soon. */
const FAILURE_TTL_MS = 3_000;
/** Failures that would recur. The circuit breaker handles an endpoint that is unreachable. */
const CACHED_FAILURES = [
  'UPSTREAM_AUTHENTICATION_FAILED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
] as const;

/** A token is renewed before it expires, so after these failures the old one can still be valid. */
const UNREACHABLE_CODES = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_RATE_LIMITED'] as const;
/** A healthy endpoint responds sooner. One that hangs would block operations until the timeout of the request. */
const RENEWAL_TIMEOUT_MS = 1_000;

/**
 * Wraps a token source: operations do not repeat requests that the endpoint just refused, nor fail while the server accepts the old token.
 * @param now epoch milliseconds
 */
export function createTokenFailureCache(source: TokenSource, now: () => number): TokenProvider {
  /** The latest token, until the server refuses it. */
  let latestToken: string | null = null;
  let refusal: { readonly error: GatewayError; readonly since: number } | null = null;
  const oldTokenUnless = (error: unknown): string => {
    if (latestToken !== null && hasCode(error, ...UNREACHABLE_CODES)) return latestToken;
    throw error;
  };
  /** Whether a renewal in flight is taking too long. Other operations do not wait for it then. */
  let isLate = false;
  const renew = async (): Promise<string> => {
    try {
      latestToken = await source.get();
      refusal = null;
      return latestToken;
    } catch (error) {
      if (hasCode(error, ...CACHED_FAILURES)) refusal = { error, since: now() };
      return oldTokenUnless(error);
    } finally {
      isLate = false;
    }
  };
  return {
    async get() {
      const current = source.current();
      if (current !== null) return current;
      // A refusal can be due to a clock that was ahead. Correcting the clock makes the age negative, which ends the refusal.
      const ageMs = refusal === null ? -1 : now() - refusal.since;
      if (refusal !== null && ageMs >= 0 && ageMs < FAILURE_TTL_MS) return oldTokenUnless(refusal.error);
      if (latestToken === null) return renew();
      if (isLate) return latestToken;
      const late = Promise.withResolvers<null>();
      const timer = setTimeout(() => {
        isLate = true;
        late.resolve(null);
      }, RENEWAL_TIMEOUT_MS);
      const renewal = renew();
      // The race also handles a later rejection of the renewal.
      const inTime = await Promise.race([renewal, late.promise]).finally(() => clearTimeout(timer));
      // Meanwhile the FHIR server may have refused the latest token with a 401.
      return inTime ?? latestToken ?? renewal;
    },
    discard(token) {
      if (latestToken === token) latestToken = null;
      source.discard(token);
    },
  };
}
