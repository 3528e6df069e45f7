/** Classifies the outcome of a request for the circuit breakers. */
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';

/** The outcome of a request: an answer of any status, or an error. */
export type RequestOutcome =
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * `alive`: the server answered, whatever it said about the record. `down`: the server, or a proxy in front of it, could not answer. `unknown`:
 * nobody waited for the answer, or the gateway itself is at fault.
 */
export type HealthSignal = 'alive' | 'down' | 'unknown';

/** The statuses of a server that is down, from itself or from a proxy in front of it (RFC 9110 §15.6.3 to §15.6.5). */
const DOWN_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);
const DOWN_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']);
/** An answer came; it was too large, damaged, or led in circles. */
const ALIVE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UPSTREAM_INVALID_RESPONSE',
  'CONTENT_TOO_LARGE',
]);

/**
 * A 500 in JSON is an OperationOutcome: the server failed at this one record, as Epic does at a single bad one (59177), and others can be read.
 * A 500 in HTML comes from the web server. A 429 is not a failure, but a pause (`aimd-limit.ts`).
 */
export function classify(outcome: RequestOutcome): HealthSignal {
  if (outcome.kind === 'answered') {
    const { status, headers } = outcome.response;
    if (DOWN_STATUSES.has(status)) return 'down';
    return status >= 500 && !isJson(headers['content-type']) ? 'down' : 'alive';
  }
  const { error } = outcome;
  if (!(error instanceof GatewayError)) return 'unknown';
  if (DOWN_CODES.has(error.code)) return 'down';
  return ALIVE_CODES.has(error.code) ? 'alive' : 'unknown';
}

function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && contentType.includes('json');
}

/** Never rejects. */
export async function settleRequest(attempt: Promise<HttpResponse>): Promise<RequestOutcome> {
  try {
    return { kind: 'answered', response: await attempt };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
