/** Which host names a gateway answers to that nobody signs in to. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { isLoopback } from '../config/values.ts';
import { failure } from './failures.ts';

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
      failure(
        'FORBIDDEN',
        'Callers do not sign in to this gateway, so it answers to loopback host names only.',
      ),
    );
}
