/** Adapts the load on a FHIR server to its responses. The policy is pure, so it can be tested as a table. */
import type { FailedAttempt } from '../http/retry-policy.ts';

/**
 * Additive increase, multiplicative decrease (AIMD), as in TCP congestion avoidance (RFC 5681 §3.1). A sign of overload halves the load, which
 * then grows until the server shows overload again or the configured limit is reached.
 */
export interface AimdLimit {
  /** The fraction of the configured concurrency and rate in use: above 0, at most 1. */
  readonly share: number;
  /** No request is sent before this time, in milliseconds of the caller's clock. */
  readonly pausedUntil: number;
  /** When the share was last lowered, on the same clock. */
  readonly decreasedAt: number;
}

export const FULL_LIMIT: AimdLimit = { share: 1, pausedUntil: -Infinity, decreasedAt: -Infinity };

/** Caps the pause that a server can demand. A proxy that sends `Retry-After: 86400` must not stop the gateway for a day. */
export const MAX_PAUSE_MS = 60_000;
/** Requests wait through a pause of at most this length. During a longer one they fail at once, as in `src/http/retry-policy.ts`. */
export const MAX_PAUSE_WAIT_MS = 10_000;

const MIN_SHARE = 1 / 32;
const DECREASE = 1 / 2;
/** A round is as many responses as requests may be in flight. Growing from half of the limit to all of it takes eight rounds. */
const INCREASE_PER_ROUND = 1 / 16;
/** Request Timeout (408), Too Many Requests (429) and Service Unavailable (503). */
const OVERLOAD_STATUSES: ReadonlySet<number> = new Set([408, 429, 503]);
const OVERLOAD_CODES: ReadonlySet<string> = new Set(['ETIMEDOUT']);

/** Returns whether a failed attempt is a sign of overload. A refused connection or another error is none. */
export function isOverloadFailure({ status, transportCode = '' }: FailedAttempt): boolean {
  return status === undefined ? OVERLOAD_CODES.has(transportCode) : OVERLOAD_STATUSES.has(status);
}

/**
 * Lowers the share after a failed attempt. Requests sent before the last decrease do not lower it again: when fifty requests fail at once, only
 * the first one does. `Retry-After` pauses all requests.
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

/** @param concurrency how many requests may be in flight at the full share */
export function increaseAfterResponse(limit: AimdLimit, concurrency: number): AimdLimit {
  if (limit.share === 1) return limit;
  const share = limit.share + INCREASE_PER_ROUND / Math.max(1, applyLimit(limit, concurrency));
  return { ...limit, share: Math.min(1, share) };
}

/** Applies the limit to a bound. Returns at least 1 unless the bound is 0, so that the server can show that it has recovered. */
export function applyLimit({ share }: AimdLimit, bound: number): number {
  return Math.min(bound, Math.max(1, Math.floor(share * bound)));
}

/** Joins a pause that the server has demanded of another replica. */
export function pauseWithReplicas(limit: AimdLimit, pausedForMs: number, now: number): AimdLimit {
  const pausedUntil = now + Math.min(pausedForMs, MAX_PAUSE_MS);
  return pausedForMs <= 0 || pausedUntil <= limit.pausedUntil ? limit : { ...limit, pausedUntil };
}
