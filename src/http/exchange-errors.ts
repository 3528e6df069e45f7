/** The errors of an HTTP exchange. None of them holds anything secret. */
import { MaxRedirectsError, ReadError, RequestError, TimeoutError } from 'got';
import { GatewayError } from '../errors.ts';
import type { JsonFormat } from '../json/format.ts';
import { MAX_JSON_DEPTH, MAX_OBJECT_MEMBERS } from '../json/size.ts';
import { isBrokenConnection } from './retry-policy.ts';

/** The name of the server in errors, if the request has no other. */
export const DEFAULT_SERVER_NAME = 'The FHIR server';
/** How many redirects one request may follow. */
export const MAX_REDIRECTS = 3;

export function tooManyBytesError({ maxBytes }: JsonFormat, server: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `${server} answered with more than ${maxBytes} bytes, which no answer should have.`,
  );
}

export function tooManyValuesError({ maxValues }: JsonFormat, server: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `${server} answered with JSON of more than ${maxValues} values, of an object with more than ${MAX_OBJECT_MEMBERS} members, or of more than ` +
      `${MAX_JSON_DEPTH} levels, which no answer should have.`,
  );
}

/** The error of the largest answer when all together take too much memory. */
export function incomingMemoryError(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway receives more answers at once than it has memory for, so it dropped the largest one. Retry later, or request less in one ' +
      'operation.',
  );
}

/**
 * Translates a transport error. got's errors hold the request with its bearer token, form and URL in enumerable fields, and so does their
 * `cause`. None of that may leave this module, so the new error refers to neither.
 */
export function toGatewayError(error: unknown, server: string, timeoutMs: number): GatewayError {
  if (error instanceof TimeoutError) {
    return new GatewayError(
      'UPSTREAM_TIMEOUT',
      `${server} did not answer within ${timeoutMs} ms. Try again later.`,
    );
  }
  if (error instanceof MaxRedirectsError) {
    return new GatewayError(
      'UPSTREAM_INVALID_RESPONSE',
      `${server} redirected the request more than ${MAX_REDIRECTS} times. Check the URLs in the configuration.`,
    );
  }
  const code =
    error instanceof RequestError && /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code) ? ` (${error.code})` : '';
  if (isUnreadable(error)) {
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${server}'s answer could not be read${code}.`);
  }
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `${server} could not be reached, or cut the connection${code}. Try again later.`,
  );
}

/** Returns whether an answer is not HTTP (HPE_… from Node's parser), or its compressed body is damaged. */
function isUnreadable(error: unknown): boolean {
  return (
    (error instanceof ReadError && !isBrokenConnection(error.code)) ||
    (error instanceof RequestError && error.code.startsWith('HPE_'))
  );
}
