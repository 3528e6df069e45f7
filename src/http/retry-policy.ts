/** Decides whether and when to retry a request. The policy is pure, so it can be tested as a table. */

export interface FailedAttempt {
  readonly method: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The HTTP status; undefined if there was no response. */
  readonly status?: number | undefined;
  /** The transport's error code, such as ECONNRESET; undefined if there was a response. */
  readonly transportCode?: string | undefined;
  /** The delay in `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

const MAX_RETRIES = 2;
/**
 * Connections that failed or broke and may succeed the next time. Persistent errors, such as an untrusted certificate or a response that is not
 * HTTP, are not in the list. Neither is ETIMEDOUT, see `retryDelayMs`.
 */
const RETRIED_TRANSPORT_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  // got's code for a response that ends before its Content-Length.
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
]);
/** The gateway does not wait for a longer `Retry-After`; the caller gets the error. */
const MAX_RETRY_AFTER_MS = 10_000;
const FIRST_BACKOFF_MS = 200;

/**
 * Returns the milliseconds to wait before the next attempt; null if there is none.
 *
 * Only a GET is retried, because the outcome of a failed POST is unknown. The gateway's own timeout is not retried, because the caller's time
 * is used up.
 * @param random a number from 0 to 1, for the jitter that keeps callers from retrying in step
 */
export function retryDelayMs(failed: FailedAttempt, random: number): number | null {
  if (failed.method !== 'GET' || failed.attempt > MAX_RETRIES) return null;
  const { attempt, status, transportCode = '', retryAfterMs = 0 } = failed;
  const retried = status === undefined ? isBrokenConnection(transportCode) : isTransientStatus(status);
  if (!retried || retryAfterMs > MAX_RETRY_AFTER_MS) return null;
  return Math.max(retryAfterMs, backoffMs(attempt, random));
}

/** Parses `Retry-After` into milliseconds from now (RFC 9110 §10.2.3); undefined if it is neither seconds nor a date. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  // Date.parse accepts some signed or fractional numbers as dates.
  const date = Number.isNaN(Number(header)) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - now;
}

/** Returns whether the code means that a connection failed or broke. */
export function isBrokenConnection(transportCode: string): boolean {
  return RETRIED_TRANSPORT_CODES.has(transportCode);
}

function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Returns an exponential backoff with jitter: 100 to 200 ms, then 200 to 400 ms, and so on. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = FIRST_BACKOFF_MS * 2 ** (attempt - 1);
  return Math.round(ceiling * (0.5 + random / 2));
}
