/** Classifies the outcome of a request for the circuit breakers. */
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';

/** A response of any status, or an error. */
export type RequestOutcome =
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * `alive`: the server responded, even if only with an error about the record. `down`: the server, or a proxy in front of it, could not respond.
 * `unknown`: the request was canceled, or the gateway itself is at fault.
 */
export type HealthSignal = 'alive' | 'down' | 'unknown';

/** Sent by a server that is down, or by a proxy in front of it (RFC 9110 §15.6.3 to §15.6.5). */
const DOWN_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);
const DOWN_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']);
/** A response arrived, but it was too large, damaged or a redirect loop. */
const ALIVE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UPSTREAM_INVALID_RESPONSE',
  'CONTENT_TOO_LARGE',
]);

/**
 * Classifies an outcome. A 500 in JSON is an OperationOutcome: the server failed at this one record, as Epic does with code 59177, and can read
 * others. A 500 in HTML comes from the web server. A 429 is no failure, but starts a pause (`aimd-limit.ts`).
 */
export function classifyOutcome(outcome: RequestOutcome): HealthSignal {
  if (outcome.kind === 'answered') {
    const { status, headers } = outcome.response;
    if (isDownStatus(status)) return 'down';
    return status >= 500 && !isJson(headers['content-type']) ? 'down' : 'alive';
  }
  const { error } = outcome;
  if (!(error instanceof GatewayError)) return 'unknown';
  if (DOWN_CODES.has(error.code)) return 'down';
  return ALIVE_CODES.has(error.code) ? 'alive' : 'unknown';
}

/** Whether the status means that the server could not respond. */
export function isDownStatus(status: number): boolean {
  return DOWN_STATUSES.has(status);
}

function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && contentType.includes('json');
}

/** Awaits a request. Never rejects. */
export async function settleRequest(attempt: Promise<HttpResponse>): Promise<RequestOutcome> {
  try {
    return { kind: 'answered', response: await attempt };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
