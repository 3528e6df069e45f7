/** Bridges failures of the token endpoint: caches a refusal briefly, and uses the old token while it is valid. */
import { type GatewayError, hasCode } from '../errors.ts';
import type { TokenProvider, TokenSource } from './token-source.ts';

/** Short, so that a corrected key, registration or clock is noticed soon. */
const FAILURE_TTL_MS = 3_000;
/** Failures that would come again. The circuit handles an endpoint that cannot be reached. */
const CACHED_FAILURES = [
  'UPSTREAM_AUTHENTICATION_FAILED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
] as const;

/** A token is renewed before it expires, so the old one can still be valid while the endpoint cannot answer. */
const UNREACHABLE_CODES = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_RATE_LIMITED'] as const;
/** A working endpoint has answered by then. One that hangs would hold a request, and its place, until the timeout. */
const RENEWAL_TIMEOUT_MS = 1_000;

/**
 * Spares operations three requests for a token that they will not get, and lets none fail while the server accepts the old token.
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
  /** A renewal is in flight that takes too long, so no other operation waits for it. */
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
      // A refusal often comes from a clock that was ahead. Once that is corrected, the refusal's age is negative and it is dropped.
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
      // The race also handles the error of a renewal that nobody waits for any more.
      const inTime = await Promise.race([renewal, late.promise]).finally(() => clearTimeout(timer));
      // The server may have refused the latest token meanwhile, by a 401.
      return inTime ?? latestToken ?? renewal;
    },
    discard(token) {
      if (latestToken === token) latestToken = null;
      source.discard(token);
    },
  };
}
