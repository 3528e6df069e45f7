/** What the outcome of a request tells of the server, as far as circuits are concerned: a table. */
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';

/** What a request came to: an answer of any status, or an error. */
export type Outcome =
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * `alive`: it answered, whatever it said of the record. `down`: it, or what is in front of it, could not answer. `unknown`: nobody waited for
 * the answer, or the gateway itself is at fault.
 */
export type Sign = 'alive' | 'down' | 'unknown';

/** Statuses by which a proxy tells of the server behind it, and a server of itself (RFC 9110 §15.6.3 to §15.6.5). */
const DOWN_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);
const DOWN_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']);
/** An answer came; it was too large, damaged, or led in circles. */
const ALIVE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UPSTREAM_INVALID_RESPONSE',
  'CONTENT_TOO_LARGE',
]);

/**
 * A 500 in JSON is an OperationOutcome: the server reached the record and stumbled over it, as Epic does over a single bad one (59177), and
 * others can be read. A 500 in HTML is the web server's. A 429 is no failure: it is a pause (`pace.ts`).
 */
export function signOf(outcome: Outcome): Sign {
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
export async function outcomeOf(attempt: Promise<HttpResponse>): Promise<Outcome> {
  try {
    return { kind: 'answered', response: await attempt };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
