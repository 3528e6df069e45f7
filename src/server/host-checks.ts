import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { isLoopback } from '../config/values.ts';
import { errorBody } from './error-responses.ts';

/**
 * Refuses requests to other host names than loopback's. Without sign-in, loopback is the only protection, and any web page can resolve its own name to
 * loopback (DNS rebinding).
 */
export function refuseForeignHosts(
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (isLoopback(request.hostname.toLowerCase())) return done();
  void reply
    .code(421)
    .send(
      errorBody(
        'FORBIDDEN',
        'This gateway has no sign-in, so it serves only loopback host names. Use localhost or 127.0.0.1.',
      ),
    );
}

/** Refuses requests with more than one Host header (RFC 9112 §3.2). Node reads the first one, and a proxy may have checked another. */
export function refuseMultipleHosts(
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const { rawHeaders } = request.raw;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  if (hosts <= 1) return done();
  void reply
    .code(400)
    .send(errorBody('BAD_REQUEST', 'The request has more than one Host header. Send only one.'));
}
