/** Finishes sign-ins: the browser comes back from the authorization server with a code. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readRequestOrigin } from '../../audit/request-origin.ts';
import { siteInRedirectUrl } from '../../config/sign-in-urls.ts';
import { hasCode } from '../../errors.ts';
import type { StartedSession } from '../../sessions/sessions.ts';
import { SignInError } from '../../smart/sign-in-faults.ts';
import { clearSignInCookie, nameOfState, readSignInCookie, setSessionCookie } from '../session-cookies.ts';
import { holdSignIn, type SiteSignIn, siteOf } from '../sites.ts';
import { type BegunSignIn, readBegunSignIn } from './begun-sign-ins.ts';
import { audienceOf, ENTRIES } from './entries.ts';
import { RequestFault } from './faults.ts';
import { type FailedSignIn, sendProblem } from './problem-response.ts';
import { redirect } from './redirects.ts';
import { isInFrame, readParameters, requireNavigation } from './requests.ts';
import type { SignInServices } from './services.ts';
import { recordSession } from './session-audit.ts';
import { makeRoomForSession } from './session-limit.ts';

export async function finishSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  services: SignInServices,
): Promise<FastifyReply> {
  const { sites } = services;
  let failed: FailedSignIn = { at: null, audience: null, isLaunch: false };
  try {
    requireNavigation(request);
    const parameters = readParameters(request);
    const state = parameters.get('state') ?? '';
    const begun = readBegunSignIn(readSignInCookie(request, state) ?? '');
    if (begun === null) {
      failed = { ...failed, at: holdSignIn(reply, await sites.signIn(siteOf(request))) };
      if (failed.at === null && (siteOf(request) !== null || sites.only !== null))
        throw new RequestFault('not_found');
      throw isInFrame(request) ? new RequestFault('cookie_blocked') : new SignInError('state_unknown');
    }
    const at = holdSignIn(reply, await sites.signIn(begun.site));
    if (at === null) throw new SignInError('state_unknown');
    const audience = audienceOf(begun.entry, at.smart);
    failed = { at, audience, isLaunch: ENTRIES[begun.entry].isLaunch };
    // A response to another redirect URL can be of another server (RFC 9700 §4.4).
    if (siteInRedirectUrl(at.smart.redirectUrl) !== siteOf(request)) throw new RequestFault('other_callback');
    return await startSession(request, reply, { at, begun, parameters, services });
  } catch (error) {
    return sendProblem(request, reply, error, { ...services, failed });
  }
}

interface Returned {
  readonly at: SiteSignIn;
  readonly begun: BegunSignIn;
  readonly parameters: URLSearchParams;
  readonly services: SignInServices;
}

async function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  { at, begun, parameters, services }: Returned,
): Promise<FastifyReply> {
  const { sameSite, log } = services;
  const { sessions, smart } = at;
  const started = await takeSignIn(reply, { at, begun, parameters, services });
  try {
    const session = await sessions.find(started.id);
    // A token that has expired already cannot read anything.
    if (session === null) throw new SignInError('invalid_response');
    await recordSession('sign-in', { at, session, origin: readRequestOrigin(request) });
    await makeRoomForSession(reply, services);
  } catch (error) {
    await sessions.end(started.id).catch(() => undefined);
    throw error;
  }
  setSessionCookie(reply, started, sameSite);
  log.info('signed_in', { requestId: request.id, site: at.site?.id });
  return redirect(reply, `${started.returnUrl}#session=${started.handle}`, smart.frameAncestors);
}

/** Exchanges the code. The sign-in is gone then, so its cookie goes too, unless the store did not respond. */
async function takeSignIn(
  reply: FastifyReply,
  { at, begun, parameters, services: { sameSite } }: Returned,
): Promise<StartedSession> {
  const forget = (): void => clearSignInCookie(reply, nameOfState(parameters.get('state') ?? ''), sameSite);
  try {
    const started = await at.sessions.finishSignIn(parameters, begun.secret);
    forget();
    return started;
  } catch (error) {
    if (!hasCode(error, 'STATE_UNAVAILABLE')) forget();
    throw error;
  }
}
