/** The errors of an HTTP exchange. None contains a secret. */
import { MaxRedirectsError, ReadError, RequestError, TimeoutError } from 'got';
import { GatewayError } from '../errors.ts';
import type { JsonFormat } from '../json/format.ts';
import { MAX_JSON_DEPTH, MAX_OBJECT_MEMBERS } from '../json/size.ts';
import { isBrokenConnection } from './retry-policy.ts';

/** Names the server in error messages unless the request does. */
export const DEFAULT_SERVER_NAME = 'The FHIR server';
/** The redirects that one request may follow. */
export const MAX_REDIRECTS = 3;

export function tooManyBytesError({ maxBytes }: JsonFormat, server: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `${server} sent a response of more than ${maxBytes} bytes, the limit for this kind of response.`,
  );
}

export function tooManyValuesError({ maxValues }: JsonFormat, server: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `${server} sent JSON beyond the limits: ${maxValues} values, ${MAX_OBJECT_MEMBERS} members of an object, or ${MAX_JSON_DEPTH} levels.`,
  );
}

/** Rejects the largest response when all responses together take too much memory. */
export function incomingMemoryError(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway ran out of memory for the responses of FHIR servers and dropped the largest one. Retry later, or select less in one operation.',
  );
}

/**
 * Translates a transport error. got's errors hold the request, with its bearer token, form and URL, in enumerable fields, and so does their
 * `cause`. The new error refers to neither, so that nothing of that leaves this module.
 */
export function toGatewayError(error: unknown, server: string, timeoutMs: number): GatewayError {
  if (error instanceof TimeoutError) {
    return new GatewayError(
      'UPSTREAM_TIMEOUT',
      `${server} did not respond within ${timeoutMs} ms. Try again later.`,
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
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${server}'s response could not be read${code}.`);
  }
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `${server} could not be reached, or closed the connection${code}. Try again later.`,
  );
}

/** Returns whether a response is not HTTP (HPE_… from Node's parser), or its compressed body is damaged. */
function isUnreadable(error: unknown): boolean {
  return (
    (error instanceof ReadError && !isBrokenConnection(error.code)) ||
    (error instanceof RequestError && error.code.startsWith('HPE_'))
  );
}
