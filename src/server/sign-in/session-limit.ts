/** Limits the sessions of a browser, which are at any sites of the gateway. */
import type { FastifyReply } from 'fastify';
import { errorCodeOf } from '../../observability/observer.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { Sites } from '../sites.ts';
import {
  clearSessionCookie,
  listAllSessionCookies,
  MAX_SESSIONS,
  type SessionCookie,
} from '../session-cookies.ts';
import type { SignInServices } from './services.ts';

/** Removes the cookies of sessions that have ended. If ten others are left, ends the ones that end first. */
export async function makeRoomForSession(
  reply: FastifyReply,
  { sites, sameSite, log }: Pick<SignInServices, 'sites' | 'sameSite' | 'log'>,
): Promise<void> {
  const cookies = listAllSessionCookies(reply.request);
  if (cookies.length < MAX_SESSIONS) return;
  const checked = await Promise.all(
    cookies.map(async (cookie) => ({ cookie, isLive: await isLive(cookie, sites) })),
  );
  const live = checked.flatMap(({ cookie, isLive: lives }) => (lives ? [cookie] : []));
  // The first ends first.
  const surplus = live.slice(0, Math.max(0, live.length - MAX_SESSIONS + 1));
  const kept = new Set(live.slice(surplus.length));
  for (const cookie of cookies) if (!kept.has(cookie)) clearSessionCookie(reply, cookie.handle, sameSite);
  const endings = surplus.map((cookie) => withSessions(cookie, sites, (sessions, id) => sessions.end(id)));
  for (const ending of await Promise.allSettled(endings))
    if (ending.status === 'rejected') log.warn('session_not_ended', { codes: [errorCodeOf(ending.reason)] });
}

/** A session whose site fails counts too: it can still be there. */
async function isLive(cookie: SessionCookie, sites: Pick<Sites, 'signIn'>): Promise<boolean> {
  const has = withSessions(cookie, sites, (sessions, id) => sessions.has(id));
  return (await has.catch(() => true)) === true;
}

/** Returns null if people no longer sign in at the site of the session. */
async function withSessions<T>(
  { id, hint }: SessionCookie,
  sites: Pick<Sites, 'signIn'>,
  use: (sessions: Sessions, id: string) => Promise<T>,
): Promise<T | null> {
  const at = await sites.signIn(hint.site);
  if (at === null) return null;
  try {
    return await use(at.sessions, id);
  } finally {
    at.release();
  }
}
