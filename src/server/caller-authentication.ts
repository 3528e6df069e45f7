import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInRefusalReason } from '../access/caller.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import type { SessionSettings } from '../config/smart.ts';
import { GatewayError, SessionExpired } from '../errors.ts';
import { refusalError } from '../graphql/plugins/refusal.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import { STATUS_OF_CODE } from './error-responses.ts';
import { readCredentials } from './request-credentials.ts';
import { SEVERAL_SESSIONS } from './session-choice.ts';
import { clearSessionCookie } from './session-cookies.ts';
import type { Admission, RefusedCaller, Sites } from './sites.ts';

/**
 * Admits a request to the site that it names, and removes the cookies of its sessions that have ended. The log says which check failed; the
 * response does not, because an attacker could learn from it.
 * @param siteId the site that the request names; null if it names none
 * @throws GraphQLError UNAUTHENTICATED (401), SITE_UNKNOWN (404), the code of a refused cookie, or one with 503 if the issuer's keys or the
 *   sessions are unavailable
 */
export async function admitCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  siteId: string | null,
  { sites, ...reporting }: CallerReporting & { readonly sites: Sites },
): Promise<Admission & { readonly kind: 'admitted' }> {
  const admission = await sites.admit(siteId, readCredentials(request));
  if (admission.kind === 'admitted') {
    clearEndedSessions(reply, admission, reporting);
    return admission;
  }
  if (admission.kind === 'unknown-site') {
    const { site } = admission;
    const reason = site === undefined ? 'no_such_site' : 'site_not_granted';
    reporting.log.warn('site_refused', { requestId: request.id, reason, site });
    await admission.audit?.recordUnknownSite(readRequestOrigin(request), admission.caller);
    throw SITE_UNKNOWN;
  }
  return refuseCaller(request, reply, admission, reporting);
}

export interface CallerReporting {
  readonly log: Log;
  readonly observer: Observer;
  /** The `SameSite` attribute of session cookies. */
  readonly sameSite: SessionSettings['sameSite'];
}

/** Reports a request that failed to authenticate. @throws GraphQLError with the code of the refusal */
export async function refuseCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  refused: RefusedCaller,
  { log, observer, sameSite }: CallerReporting,
): Promise<never> {
  const { reason, audit, site } = refused;
  log.warn('caller_refused', { requestId: request.id, reason, site });
  observer.emit({ kind: 'sign-in-refused', reason, site });
  await audit?.recordSignInRefusal(readRequestOrigin(request), reason);
  clearEndedSessions(reply, refused, { sameSite });
  throw authenticationError(refused, sameSite);
}

function clearEndedSessions(
  reply: FastifyReply,
  { endedCookies = [] }: Pick<RefusedCaller, 'endedCookies'>,
  { sameSite }: Pick<CallerReporting, 'sameSite'>,
): void {
  for (const { handle } of endedCookies) clearSessionCookie(reply, handle, sameSite);
}

/** The same for a site that does not exist and for one that the caller may not use. */
const SITE_UNKNOWN = refusalError(
  new GatewayError(
    'SITE_UNKNOWN',
    'You can use no site with that id. GET /sites lists the sites that you can use. Name one in the path, /sites/<id>/graphql, or in the header x-site.',
  ),
  404,
);

const REALM = 'Bearer realm="epic-fhir-graphql-gateway"';

/** The responses to refusals for other reasons than missing credentials and invalid tokens. */
const REFUSALS: Readonly<Partial<Record<SignInRefusalReason, GatewayError>>> = {
  keys_unavailable: new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'The gateway cannot verify tokens, because the keys of their issuer are unavailable. Retry later.',
  ),
  sessions_unavailable: new GatewayError(
    'STATE_UNAVAILABLE',
    'The gateway cannot find sessions, because their store is unavailable. No session has ended. Retry later.',
  ),
  several_credentials: new GatewayError(
    'CREDENTIALS_AMBIGUOUS',
    'The request has an Authorization header and a session cookie. Send one of them: with fetch(), { credentials: "omit" } leaves the cookie out.',
  ),
  several_sessions: SEVERAL_SESSIONS,
  origin_not_listed: new GatewayError(
    'ORIGIN_FORBIDDEN',
    'With a session cookie, the gateway serves only apps whose origin is in SMART_APP_ORIGINS, and operations only by POST. Browsers send the header Origin, other programs must add it. The operator can add an origin to the list.',
  ),
};

const WITHHELD_COOKIE =
  ' The browser sent no session cookie. It withholds it from an app in a frame of another site, unless the gateway has SESSION_SAME_SITE=none.';

function authenticationError(
  { reason, loginUrl, isCookieMissing = false }: RefusedCaller,
  sameSite: SessionSettings['sameSite'],
): ReturnType<typeof refusalError> {
  const refusal = REFUSALS[reason];
  if (refusal !== undefined) return refusalError(refusal, STATUS_OF_CODE[refusal.code] ?? 503);
  // RFC 6750 §3.1: a challenge to a request without a token has no error code.
  const challenge = HAVE_NO_TOKEN.has(reason) ? REALM : `${REALM}, error="invalid_token"`;
  const hint = isCookieMissing && sameSite === 'lax' ? WITHHELD_COOKIE : '';
  const error =
    loginUrl === undefined ? BEARER_EXPECTED : new SessionExpired(loginUrl, `${SESSION_EXPECTED}${hint}`);
  return refusalError(error, 401, { 'www-authenticate': challenge });
}

const HAVE_NO_TOKEN: ReadonlySet<SignInRefusalReason> = new Set(['no_token', 'no_session']);
const BEARER_EXPECTED = new GatewayError(
  'UNAUTHENTICATED',
  'The gateway expects one valid bearer token in the Authorization header. Sign in, and send the request again.',
);
const SESSION_EXPECTED =
  'The request has no bearer token, and no session that has not ended. Sign in, and send the request again.';
