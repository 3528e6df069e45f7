/** Serves `GET /auth/session`: who is signed in, and until when. It never contains a token, and asking does not keep the session. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loginUrlOf } from '../../config/sign-in-urls.ts';
import { defaultAudienceOf } from '../../config/smart.ts';
import { SessionExpired } from '../../errors.ts';
import { clearSessionCookie } from '../session-cookies.ts';
import { refuseForeignOrigin } from './browser-checks.ts';
import { answerAtSite, findSessionCookie } from './session-responses.ts';
import type { SignInServices } from './services.ts';

export function sendSession(
  request: FastifyRequest,
  reply: FastifyReply,
  services: SignInServices,
): Promise<FastifyReply> {
  return answerAtSite(request, reply, services, async (at) => {
    const { site, smart, sessions } = at;
    refuseForeignOrigin(request, smart.appOrigins);
    const cookie = await findSessionCookie(request, at);
    const found = cookie === null ? null : await sessions.peek(cookie.id);
    if (cookie === null || found === null) {
      if (cookie !== null) clearSessionCookie(reply, cookie.handle, services.sameSite);
      throw new SessionExpired(loginUrlOf(smart.redirectUrl, site?.id, defaultAudienceOf(smart)));
    }
    const { person, audience, patient, encounter, needPatientBanner, styleUrl, scopes, endsAt } =
      found.session;
    return reply.send({
      user: { fhirUser: person.fhirUser },
      audience,
      patient,
      encounter,
      needPatientBanner,
      styleUrl,
      site,
      scopes,
      expiresAt: new Date(found.expiresAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      handle: cookie.handle,
    });
  });
}
