/** What holds while no new token is given: for a moment that it is refused, and the old one for as long as it is good. */
import { type GatewayError, hasCode } from '../errors.ts';
import type { Tokens, TokenSource } from './token-source.ts';

/** So soon a key, a registration or a clock that has been put right is noticed. */
const REMEMBERED_FOR_MS = 3_000;
/** Answers that would come again. What could not be reached is the business of its circuit. */
const REMEMBERED_CODES = [
  'UPSTREAM_AUTHENTICATION_FAILED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
] as const;

/** A token is renewed before it ends, so that the one before can still be good when its endpoint cannot answer. */
const UNANSWERED_CODES = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_RATE_LIMITED'] as const;
/** An endpoint that works has answered by then; one that hangs would hold a request, and its place, for as long as it may. */
const RENEWED_WITHIN_MS = 1_000;

/**
 * Not every operation asks three times for what it will not get, and none fails for want of a new token while the server takes the old one.
 * @param now epoch milliseconds
 */
export function rememberingRefusals(source: TokenSource, now: () => number): Tokens {
  /** The latest that came, until the server has refused it. */
  let known: string | null = null;
  let refusal: { readonly error: GatewayError; readonly since: number } | null = null;
  const oldTokenUnless = (error: unknown): string => {
    if (known !== null && hasCode(error, ...UNANSWERED_CODES)) return known;
    throw error;
  };
  /** A renewal is under way that has outlived its time: nobody waits for it anew. */
  let isLate = false;
  const renewed = async (): Promise<string> => {
    try {
      known = await source.get();
      refusal = null;
      return known;
    } catch (error) {
      if (hasCode(error, ...REMEMBERED_CODES)) refusal = { error, since: now() };
      return oldTokenUnless(error);
    } finally {
      isLate = false;
    }
  };
  return {
    async get() {
      const held = source.held();
      if (held !== null) return held;
      // A clock that was ahead and is put right is often what the refusal was about: then it has no age.
      const ageMs = refusal === null ? -1 : now() - refusal.since;
      if (refusal !== null && ageMs >= 0 && ageMs < REMEMBERED_FOR_MS) return oldTokenUnless(refusal.error);
      if (known === null) return renewed();
      if (isLate) return known;
      const late = Promise.withResolvers<null>();
      const timer = setTimeout(() => {
        isLate = true;
        late.resolve(null);
      }, RENEWED_WITHIN_MS);
      const renewal = renewed();
      // The race has also handled what a renewal throws that nobody waits for any more.
      const inTime = await Promise.race([renewal, late.promise]).finally(() => clearTimeout(timer));
      // Whether the known one is still good the server says, by a 401; since then it may have said so.
      return inTime ?? known ?? renewal;
    },
    discard(token) {
      if (known === token) known = null;
      source.discard(token);
    },
  };
}
