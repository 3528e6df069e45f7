/** Remembers for a moment that no token is given, so that not every operation asks three times for what it will not get. */
import { type GatewayError, hasCode } from '../errors.ts';
import type { TokenSource } from './token-source.ts';

/** So soon a key, a registration or a clock that has been put right is noticed. */
const REMEMBERED_FOR_MS = 3_000;
/** Answers that would come again. What could not be reached is the business of its circuit. */
const REMEMBERED_CODES = [
  'UPSTREAM_AUTHENTICATION_FAILED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
] as const;

/** @param now epoch milliseconds */
export function rememberingRefusals(source: TokenSource, now: () => number): TokenSource {
  let refusal: { readonly error: GatewayError; readonly since: number } | null = null;
  return {
    async get() {
      // A clock that was ahead and is put right is often what the refusal was about: then it has no age.
      const ageMs = refusal === null ? -1 : now() - refusal.since;
      if (refusal !== null && ageMs >= 0 && ageMs < REMEMBERED_FOR_MS) throw refusal.error;
      try {
        const token = await source.get();
        refusal = null;
        return token;
      } catch (error) {
        if (hasCode(error, ...REMEMBERED_CODES)) refusal = { error, since: now() };
        throw error;
      }
    },
    discard: (token) => source.discard(token),
  };
}
