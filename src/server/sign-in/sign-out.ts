/** Serves `POST /auth/logout`: ends the session of a browser. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readRequestOrigin } from '../../audit/request-origin.ts';
import { clearSessionCookie } from '../session-cookies.ts';
import { requireListedOrigin } from './browser-checks.ts';
import { recordSession } from './session-audit.ts';
import { answerAtSite, findSessionCookie } from './session-responses.ts';
import type { SignInServices } from './services.ts';

export function signOut(
  request: FastifyRequest,
  reply: FastifyReply,
  services: SignInServices,
): Promise<FastifyReply> {
  return answerAtSite(request, reply, services, async (at) => {
    const { site, smart, sessions } = at;
    requireListedOrigin(request, smart.appOrigins);
    const cookie = await findSessionCookie(request, at);
    if (cookie !== null) {
      const { id, handle } = cookie;
      const session = await sessions.find(id);
      await sessions.end(id);
      clearSessionCookie(reply, handle, services.sameSite);
      if (session !== null) {
        services.log.info('signed_out', { requestId: request.id, site: site?.id });
        // The session has ended, whether or not the event can be stored. The audit logs a failure.
        const origin = readRequestOrigin(request);
        await recordSession('sign-out', { at, session, origin }).catch(() => undefined);
      }
    }
    return reply.code(204).send();
  });
}
