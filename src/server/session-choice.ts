/** Chooses the session that a request with cookies is about. */
import { GatewayError } from '../errors.ts';
import type { RequestCredentials } from './request-credentials.ts';
import type { SessionCookie } from './session-cookies.ts';

export type SessionChoice = (
  | { readonly kind: 'cookie'; readonly cookie: SessionCookie }
  /** The request has no cookie of the session that it names, or of any at the site. */
  | { readonly kind: 'none' }
  /** The request names no session or several, and has cookies of several at the site. */
  | { readonly kind: 'several' }
) & {
  /** The cookies of sessions that have ended. */
  readonly ended: readonly SessionCookie[];
};

export const SEVERAL_SESSIONS = new GatewayError(
  'SESSION_AMBIGUOUS',
  'The browser has several sessions here. Send the handle of the one that you mean in the header x-session: the page received it after the sign-in, as #session=<handle>.',
);

interface ChoiceOptions {
  /** The id of the site; null without a sites file. */
  readonly site: string | null;
  /** Returns whether there is a session with the id. */
  readonly has: (id: string) => Promise<boolean>;
}

/** Sessions that have ended do not count if there are several: their cookies stay until the browser closes. @throws GatewayError STATE_UNAVAILABLE */
export async function chooseSession(
  { cookies, handles }: Pick<RequestCredentials, 'cookies' | 'handles'>,
  { site, has }: ChoiceOptions,
): Promise<SessionChoice> {
  const own = cookiesOf(cookies, site);
  const [handle, ...contradicting] = new Set(handles);
  if (contradicting.length > 0) return { kind: 'several', ended: [] };
  if (handle !== undefined) return choiceOf(own.filter((cookie) => cookie.handle === handle));
  if (own.length <= 1) return choiceOf(own);
  const checked = await Promise.all(own.map(async (cookie) => ({ cookie, isLive: await has(cookie.id) })));
  return choiceOf(
    checked.flatMap(({ cookie, isLive }) => (isLive ? [cookie] : [])),
    checked.flatMap(({ cookie, isLive }) => (isLive ? [] : [cookie])),
  );
}

/** Returns the cookies that are of a site, as they say. */
export function cookiesOf(cookies: readonly SessionCookie[], site: string | null): readonly SessionCookie[] {
  return cookies.filter(({ hint }) => hint.site === site);
}

function choiceOf(
  [cookie, ...others]: readonly SessionCookie[],
  ended: readonly SessionCookie[] = [],
): SessionChoice {
  if (cookie === undefined) return { kind: 'none', ended };
  return others.length === 0 ? { kind: 'cookie', cookie, ended } : { kind: 'several', ended };
}
