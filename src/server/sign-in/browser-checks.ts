/** Checks from which pages a request with a session cookie comes. Browsers set these headers, and no page can change them. */
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { isListedPost, isListedRead, readCredentials } from '../request-credentials.ts';

/** Requires the origin of a listed page, as a request that changes something must have. @throws GatewayError ORIGIN_FORBIDDEN */
export function requireListedOrigin(request: FastifyRequest, origins: readonly string[]): void {
  if (!isListedPost(readCredentials(request), origins)) throw foreignOrigin();
}

/** Allows a request without an origin too, unless a page of another origin made it. @throws GatewayError ORIGIN_FORBIDDEN */
export function refuseForeignOrigin(request: FastifyRequest, origins: readonly string[]): void {
  if (!isListedRead(readCredentials(request), origins)) throw foreignOrigin();
}

function foreignOrigin(): GatewayError {
  return new GatewayError(
    'ORIGIN_FORBIDDEN',
    'Only pages of SMART_APP_ORIGINS may send this request, with the Origin header that browsers add.',
  );
}
