/** Decides when a request is sent again: a pure policy, so that it can be read and tested as a table. */

export interface FailedAttempt {
  readonly method: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The HTTP status; undefined if no answer came. */
  readonly status?: number | undefined;
  /** The transport's error code, such as ECONNRESET; undefined if an answer came. */
  readonly transportCode?: string | undefined;
  /** What `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

const MAX_RETRIES = 2;
/**
 * Connections that were not made, or broke, and can succeed the next time. Errors that would come again (an untrusted certificate, an
 * answer that is not HTTP) are not in the list, nor is ETIMEDOUT: see below.
 */
const RETRIED_TRANSPORT_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  // got's code for an answer that ends before its Content-Length.
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
]);
/** A longer `Retry-After` is passed on to the caller, and not waited for. */
const MAX_RETRY_AFTER_MS = 10_000;
const FIRST_BACKOFF_MS = 200;

/**
 * Returns how many milliseconds to wait before the next attempt; null: there is none.
 *
 * Only a GET is repeated, because the outcome of a POST that failed is unknown. Our own timeout is not repeated either, because the caller's
 * time is used up.
 * @param random a number from 0 to 1, for jitter that keeps callers from retrying in step
 */
export function retryDelayMs(failed: FailedAttempt, random: number): number | null {
  if (failed.method !== 'GET' || failed.attempt > MAX_RETRIES) return null;
  const { attempt, status, transportCode = '', retryAfterMs = 0 } = failed;
  const retried = status === undefined ? isBrokenConnection(transportCode) : isTransientStatus(status);
  if (!retried || retryAfterMs > MAX_RETRY_AFTER_MS) return null;
  return Math.max(retryAfterMs, backoffMs(attempt, random));
}

/** Parses `Retry-After` to milliseconds from now (RFC 9110 §10.2.3); undefined if it is neither seconds nor a date. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  // A sign or a fraction is no date to be lenient about.
  const date = Number.isNaN(Number(header)) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - now;
}

/** Returns whether a connection was not made, or broke. */
export function isBrokenConnection(transportCode: string): boolean {
  return RETRIED_TRANSPORT_CODES.has(transportCode);
}

function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Exponential backoff with full jitter upwards from half: 100 to 200 ms, then 200 to 400 ms, and so on. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = FIRST_BACKOFF_MS * 2 ** (attempt - 1);
  return Math.round(ceiling * (0.5 + random / 2));
}
