/** The site, session and errors of the routes that apps call with a session. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody, sendError } from '../error-responses.ts';
import { readCredentials } from '../request-credentials.ts';
import { chooseSession, SEVERAL_SESSIONS } from '../session-choice.ts';
import type { SessionCookie } from '../session-cookies.ts';
import { holdSignIn, type SiteSignIn, siteOf } from '../sites.ts';
import type { SignInServices } from './services.ts';

/** Answers a request at the site that it names. Sends the errors of the answer. */
export async function answerAtSite(
  request: FastifyRequest,
  reply: FastifyReply,
  { sites, log }: Pick<SignInServices, 'sites' | 'log'>,
  answer: (at: SiteSignIn) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    const at = holdSignIn(reply, await sites.signIn(siteOf(request)));
    if (at === null)
      return await reply.code(404).send(errorBody('NOT_FOUND', 'People do not sign in at this address.'));
    return await answer(at);
  } catch (error) {
    return sendError(reply, error, log);
  }
}

/** Returns the cookie of the request's session; null without one. @throws GatewayError SESSION_AMBIGUOUS if it can be one of several */
export async function findSessionCookie(
  request: FastifyRequest,
  { site, sessions }: SiteSignIn,
): Promise<SessionCookie | null> {
  const chosen = await chooseSession(readCredentials(request), {
    site: site?.id ?? null,
    has: (id) => sessions.has(id),
  });
  if (chosen.kind === 'several') throw SEVERAL_SESSIONS;
  return chosen.kind === 'cookie' ? chosen.cookie : null;
}
