/** Sends errors outside GraphQL in the format of GraphQL errors, where clients look for them. */
import type { FastifyError, FastifyReply } from 'fastify';
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, extensionsOf, GatewayError } from '../errors.ts';
import { maskError } from '../graphql/plugins/mask-errors.ts';
import { type RefusalResponse, refusalResponseOf } from '../graphql/plugins/refusal.ts';
import type { Log } from '../observability/log.ts';

/** Responds to errors before the graph is reached, such as a body that is too large or not JSON. */
export function sendErrorResponse(
  error: FastifyError,
  reply: FastifyReply,
  { log, bodyLimit }: { readonly log: Log; readonly bodyLimit: number },
): FastifyReply {
  // The client disconnected during a long response. Do not log a defect.
  if (error.code === 'ERR_STREAM_PREMATURE_CLOSE')
    return reply.code(500).send(errorBody('OPERATION_ABORTED', 'The connection was closed.'));
  const status = error.statusCode ?? 500;
  if (status >= 500) return reply.code(500).send({ errors: [maskError(error, log)] });
  const reason =
    status === 413
      ? `The request is larger than ${bodyLimit} bytes. Send less in one request.`
      : 'The gateway cannot read the request. Send a JSON body with a "query", and Content-Type: application/json.';
  return reply.code(status).send(errorBody('BAD_REQUEST', reason));
}

/** Responds to bytes that Node cannot parse as a request: headers that are too large, invalid HTTP, or a request that arrives too slowly. */
export function rejectUnreadable({ code }: { readonly code?: string }, socket: Duplex): void {
  const [status, reason] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, `The headers of the request are larger than ${maxHeaderSize} bytes.`]
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request took too long to arrive.']
        : [400, 'The request is not valid HTTP.'];
  const body = JSON.stringify(errorBody('BAD_REQUEST', reason));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  // Do not wait for the client to close its half of the connection.
  if (socket.writable) socket.end([...head, '', body].join('\r\n'), () => socket.destroy());
  else socket.destroy();
}

/** The HTTP status of each error code outside GraphQL. The codes that are missing here stand for faults of the FHIR server: 502. */
export const STATUS_OF_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  AUDIT_UNAVAILABLE: 503,
  BAD_USER_INPUT: 400,
  CREDENTIALS_AMBIGUOUS: 400,
  FORBIDDEN: 403,
  GATEWAY_OVERLOADED: 503,
  OPERATION_ABORTED: 503,
  OPERATION_TIMEOUT: 504,
  OPERATION_TOO_EXPENSIVE: 503,
  ORIGIN_FORBIDDEN: 403,
  PANEL_UNAVAILABLE: 503,
  QUOTA_EXCEEDED: 503,
  RATE_LIMITED: 429,
  RESPONSE_TOO_LARGE: 503,
  RESTRICTED_RECORD: 403,
  SESSION_AMBIGUOUS: 409,
  STATE_UNAVAILABLE: 503,
  UNAUTHENTICATED: 401,
  UPSTREAM_OVERLOADED: 503,
  UPSTREAM_RATE_LIMITED: 503,
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_UNAVAILABLE: 503,
};

/** Returns the response to a coded error; null for a defect. */
export function codedResponseOf(error: unknown): RefusalResponse | null {
  if (error instanceof GatewayError) return { error, status: STATUS_OF_CODE[error.code] ?? 502, headers: {} };
  return refusalResponseOf(error);
}

/** Sends a coded error, or one that hides a defect. */
export function sendError(reply: FastifyReply, error: unknown, log: Log): FastifyReply {
  const coded = codedResponseOf(error);
  if (coded === null) return reply.code(500).send({ errors: [maskError(error, log)] });
  const { message } = coded.error;
  return reply
    .code(coded.status)
    .headers(coded.headers)
    .send({ errors: [{ message, extensions: extensionsOf(coded.error) }] });
}

export function errorBody(
  code: string,
  message: string,
): { errors: { message: string; extensions: { code: string } }[] } {
  return { errors: [{ message, extensions: { code } }] };
}
