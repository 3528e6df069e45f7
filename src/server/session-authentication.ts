/** Authenticates people by their session cookies. */
import type { Caller, SignInRefusalReason } from '../access/caller.ts';
import { parseScopes } from '../access/scopes.ts';
import { loginUrlOf } from '../config/sign-in-urls.ts';
import { defaultAudienceOf, type SmartSettings } from '../config/smart.ts';
import { hasCode } from '../errors.ts';
import type { Session } from '../sessions/sessions.ts';
import {
  isFromElsewhere,
  isListedPost,
  isListedRead,
  type RequestCredentials,
} from './request-credentials.ts';
import { chooseSession, cookiesOf } from './session-choice.ts';
import type { SessionCookie } from './session-cookies.ts';
import type { SiteSessions } from './site-sessions.ts';

/** A site at which people sign in. */
export interface SessionSite {
  /** Absent without a sites file. */
  readonly id?: string | undefined;
  readonly smart: SmartSettings;
  readonly sessions: Pick<SiteSessions, 'open'>;
}

export interface RefusedSession {
  readonly kind: 'refused';
  readonly reason: SignInRefusalReason;
  /** Where the person signs in. */
  readonly loginUrl: string;
  /** Whether the browser may have withheld a cookie. */
  readonly isCookieMissing: boolean;
  /** The cookies of sessions that have ended. */
  readonly endedCookies: readonly SessionCookie[];
}

export type SessionAuthentication =
  | {
      readonly kind: 'session';
      readonly session: Session;
      readonly caller: Caller;
      readonly endedCookies: readonly SessionCookie[];
    }
  | RefusedSession;

/** Authenticates the person of a request that acts for them. Returns null for a request that shows a token instead of a cookie of the site. */
export async function authenticateBySession(
  credentials: RequestCredentials,
  site: SessionSite,
): Promise<SessionAuthentication | null> {
  const refusal = refuseCredentials(credentials, site, isListedPost);
  if (refusal !== 'none') return refusal;
  return refuseWithoutStore(site, async () => {
    const sessions = await site.sessions.open();
    const has = async (id: string): Promise<boolean> => (await sessions?.has(id)) === true;
    const chosen = await chooseSession(credentials, { site: site.id ?? null, has });
    const { ended } = chosen;
    if (chosen.kind === 'several') return refuseSession(site, 'several_sessions', { endedCookies: ended });
    if (chosen.kind === 'none') return refuseSession(site, 'no_session', { endedCookies: ended });
    const session = (await sessions?.find(chosen.cookie.id)) ?? null;
    return session === null
      ? refuseSession(site, 'no_session', { endedCookies: [...ended, chosen.cookie] })
      : { kind: 'session', session, caller: callerOf(session, site.id), endedCookies: ended };
  });
}

/** Returns whether a request that only reads which sites the person may use has a session at the site; null as above. */
export async function findSessionAt(
  credentials: RequestCredentials,
  site: SessionSite,
): Promise<{ readonly kind: 'found' } | RefusedSession | null> {
  const refusal = refuseCredentials(credentials, site, isListedRead);
  if (refusal !== 'none') return refusal;
  return refuseWithoutStore(site, async () => {
    const sessions = await site.sessions.open();
    const own = cookiesOf(credentials.cookies, site.id ?? null);
    const found = await Promise.all(own.map(async ({ id }) => sessions?.has(id)));
    return found.includes(true)
      ? { kind: 'found' }
      : refuseSession(site, 'no_session', { endedCookies: own });
  });
}

/**
 * Refuses a request by its headers. Returns null for a request that shows a token instead of a cookie of the site, and `none` for one whose cookies
 * count. A cookie of another site counts as none, so the response does not say that the person has a session there.
 */
function refuseCredentials(
  credentials: RequestCredentials,
  site: SessionSite,
  isListed: typeof isListedPost,
): RefusedSession | null | 'none' {
  const { authorization, handles, cookies } = credentials;
  if (cookiesOf(cookies, site.id ?? null).length === 0) {
    if (authorization.length > 0) return null;
    const isCookieMissing = handles.length > 0 || isFromElsewhere(credentials);
    return refuseSession(site, 'no_token', { isCookieMissing });
  }
  if (authorization.length > 0) return refuseSession(site, 'several_credentials');
  return isListed(credentials, site.smart.appOrigins) ? 'none' : refuseSession(site, 'origin_not_listed');
}

async function refuseWithoutStore<T>(site: SessionSite, ask: () => Promise<T>): Promise<T | RefusedSession> {
  try {
    return await ask();
  } catch (error) {
    if (hasCode(error, 'STATE_UNAVAILABLE')) return refuseSession(site, 'sessions_unavailable');
    throw error;
  }
}

function refuseSession(
  { id, smart }: SessionSite,
  reason: SignInRefusalReason,
  details: Partial<Pick<RefusedSession, 'isCookieMissing' | 'endedCookies'>> = {},
): RefusedSession {
  const loginUrl = loginUrlOf(smart.redirectUrl, id, defaultAudienceOf(smart));
  return { kind: 'refused', reason, loginUrl, isCookieMissing: false, endedCookies: [], ...details };
}

/**
 * A patient's scopes cover only the patient in context, whatever context the server grants: `user/` scopes would also lift the limit of
 * PATIENT_SEES.
 * @param site the id of the site; absent without a sites file
 */
export function callerOf(session: Session, site: string | undefined): Caller {
  const { person, audience, clientId, patient, endsAt, access } = session;
  const scopes = parseScopes(session.scopes);
  const { issuer, subject, fhirUser } = person;
  return {
    ...(site === undefined ? {} : { site }),
    issuer,
    subject,
    client: clientId,
    scopes: audience === 'patient' ? scopes.map((scope) => ({ ...scope, context: 'patient' })) : scopes,
    patient,
    expiresAt: endsAt,
    grant: access.id,
    ...(fhirUser === null ? {} : { fhirUser }),
  };
}
