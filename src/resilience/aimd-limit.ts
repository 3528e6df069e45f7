/** Adapts the load on a FHIR server to its answers: a pure policy, so that it can be read and tested as a table. */
import type { FailedAttempt } from '../http/retry-policy.ts';

/**
 * Additive increase, multiplicative decrease, as in TCP's congestion avoidance (RFC 5681 §3.1): a server that shows overload gets half of the
 * load, and then gradually more until it shows overload again, or the configured limit is reached.
 */
export interface AimdLimit {
  /** The part of the configured concurrency and rate that is used: above 0, up to 1. */
  readonly share: number;
  /** No request is sent before this time, in milliseconds of the caller's clock. */
  readonly pausedUntil: number;
  /** When the share was last lowered, on the same clock. */
  readonly decreasedAt: number;
}

export const FULL_LIMIT: AimdLimit = { share: 1, pausedUntil: -Infinity, decreasedAt: -Infinity };

/** Bounds the pause that a server can ask for. A proxy that says a day would otherwise silence the gateway for one. */
export const MAX_PAUSE_MS = 60_000;
/** The longest pause that requests wait through. During a longer one they fail at once, as in `src/http/retry-policy.ts`. */
export const MAX_PAUSE_WAIT_MS = 10_000;

const MIN_SHARE = 1 / 32;
const DECREASE = 1 / 2;
/** A round has as many answers as may be in flight at once. From a half it takes eight rounds to the whole. */
const INCREASE_PER_ROUND = 1 / 16;
/** The server asks to slow down (429), or is too busy (503). A request that timed out (408) shows it too. */
const OVERLOAD_STATUSES: ReadonlySet<number> = new Set([408, 429, 503]);
const OVERLOAD_CODES: ReadonlySet<string> = new Set(['ETIMEDOUT']);

/** Returns whether a failed attempt means that the server has too much load. A server that is gone or has an error does not show that. */
export function isOverloadFailure({ status, transportCode = '' }: FailedAttempt): boolean {
  return status === undefined ? OVERLOAD_CODES.has(transportCode) : OVERLOAD_STATUSES.has(status);
}

/**
 * Lowers the share after a failed attempt. Requests that were sent before the share was last lowered do not lower it again: of fifty that fail
 * at once, only one does. `Retry-After` pauses every request.
 */
export function decreaseAfterFailure(
  limit: AimdLimit,
  failed: FailedAttempt,
  { sentAt, now }: { readonly sentAt: number; readonly now: number },
): AimdLimit {
  if (!isOverloadFailure(failed)) return limit;
  const pausedUntil = now + Math.min(failed.retryAfterMs ?? 0, MAX_PAUSE_MS);
  const paused = { ...limit, pausedUntil: Math.max(limit.pausedUntil, pausedUntil) };
  if (sentAt <= limit.decreasedAt) return paused;
  return { ...paused, share: Math.max(MIN_SHARE, limit.share * DECREASE), decreasedAt: now };
}

/** @param concurrency how many requests may be in flight at once, at the full share */
export function increaseAfterAnswer(limit: AimdLimit, concurrency: number): AimdLimit {
  if (limit.share === 1) return limit;
  const share = limit.share + INCREASE_PER_ROUND / Math.max(1, applyLimit(limit, concurrency));
  return { ...limit, share: Math.min(1, share) };
}

/** Returns the part of a bound that may be used: at least one if there is any, so that the server can show that it has recovered. */
export function applyLimit({ share }: AimdLimit, bound: number): number {
  return Math.min(bound, Math.max(1, Math.floor(share * bound)));
}

/** Observes a pause that the server asked another replica for. */
export function pauseWithReplicas(limit: AimdLimit, pausedForMs: number, now: number): AimdLimit {
  const pausedUntil = now + Math.min(pausedForMs, MAX_PAUSE_MS);
  return pausedForMs <= 0 || pausedUntil <= limit.pausedUntil ? limit : { ...limit, pausedUntil };
}
