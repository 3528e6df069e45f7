/** Checks the host of a request. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { isLoopback } from '../config/values.ts';
import { errorBody } from './error-responses.ts';

/**
 * Without sign-in, loopback is the only guard, and a page of any site can make its own name point at loopback (DNS
 * rebinding): so a request that came by another name is refused.
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
        'Callers do not sign in to this gateway, so it answers to loopback host names only.',
      ),
    );
}

/**
 * Refuses a request with more than one Host header, as RFC 9112 §3.2 demands: Node reads the first one, and a proxy in front may have
 * checked another.
 */
export function refuseMultipleHosts(
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const hosts = request.raw.headersDistinct['host'] ?? [];
  if (hosts.length <= 1) return done();
  void reply.code(400).send(errorBody('BAD_REQUEST', 'The request has more than one Host header. Send one.'));
}
