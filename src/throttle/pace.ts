/** How fast a FHIR server may be asked right now, by how it has answered: a pure policy, so that it can be read and tested as a table. */
import type { FailedAttempt } from '../http/retry.ts';

/**
 * Additive increase, multiplicative decrease, as in TCP's congestion avoidance (RFC 5681 §3.1): a server that shows strain is asked half as
 * much, and then little by little more until it shows strain again, or all that is configured is reached.
 */
export interface Pace {
  /** The part of the configured concurrency and rate that is made use of: above 0, up to 1. */
  readonly share: number;
  /** Nothing is sent before; milliseconds of the caller's clock. */
  readonly pausedUntil: number;
  /** When the share was last lowered, on the same clock. */
  readonly loweredAt: number;
}

export const FULL_PACE: Pace = { share: 1, pausedUntil: -Infinity, loweredAt: -Infinity };

/** What the server asks for at most: a proxy that says a day would otherwise keep the gateway silent for one. */
export const LONGEST_PAUSE_MS = 60_000;
/** What is waited for. Through a longer pause nobody has to wait: they are told of it at once, as `src/http/retry.ts` does. */
export const LONGEST_WAIT_MS = 10_000;

const LOWEST_SHARE = 1 / 32;
const DECREASE = 1 / 2;
/** What as many answers as may be under way at once add: from a half it takes eight such rounds to the whole. */
const INCREASE_A_ROUND = 1 / 16;
/** Asked to slow down (429), or too busy (503); a request that timed out shows it too. */
const STRAINED_STATUSES: ReadonlySet<number> = new Set([408, 429, 503]);
const STRAINED_CODES: ReadonlySet<string> = new Set(['ETIMEDOUT']);

/** True where a failed attempt means that the server has too much to do; a server that is gone, or in error, has not. */
export function showsStrain({ status, transportCode = '' }: FailedAttempt): boolean {
  return status === undefined ? STRAINED_CODES.has(transportCode) : STRAINED_STATUSES.has(status);
}

/**
 * The pace after a failed attempt. What was sent before the share was last lowered has been allowed for: of fifty that come back at once,
 * one lowers it. `Retry-After` holds for everybody.
 */
export function afterFailure(
  pace: Pace,
  failed: FailedAttempt,
  { sentAt, now }: { readonly sentAt: number; readonly now: number },
): Pace {
  if (!showsStrain(failed)) return pace;
  const pausedUntil = now + Math.min(failed.retryAfterMs ?? 0, LONGEST_PAUSE_MS);
  const paused = { ...pace, pausedUntil: Math.max(pace.pausedUntil, pausedUntil) };
  if (sentAt <= pace.loweredAt) return paused;
  return { ...paused, share: Math.max(LOWEST_SHARE, pace.share * DECREASE), loweredAt: now };
}

/** @param concurrency how many may be under way at once, at full pace */
export function afterAnswer(pace: Pace, concurrency: number): Pace {
  if (pace.share === 1) return pace;
  const share = pace.share + INCREASE_A_ROUND / Math.max(1, partAt(pace, concurrency));
  return { ...pace, share: Math.min(1, share) };
}

/** The part of a bound that may be made use of: at least one, where there is any, so that the server can show that it has recovered. */
export function partAt({ share }: Pace, bound: number): number {
  return Math.min(bound, Math.max(1, Math.floor(share * bound)));
}

/** The pace where another replica was told how long the server wants to be left alone. */
export function afterPauseElsewhere(pace: Pace, pausedForMs: number, now: number): Pace {
  const pausedUntil = now + Math.min(pausedForMs, LONGEST_PAUSE_MS);
  return pausedForMs <= 0 || pausedUntil <= pace.pausedUntil ? pace : { ...pace, pausedUntil };
}
