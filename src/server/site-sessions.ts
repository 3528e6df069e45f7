/** The sessions of one site: opens them at their first use, and closes them with the site. */
import type { PersonGrant } from '../auth/grants.ts';
import type { EpicConnection } from '../config/connection.ts';
import type { SmartSettings } from '../config/smart.ts';
import type { OpenSessions, SessionsOpener, SessionsOpenerOptions } from '../sessions/open-sessions.ts';

export interface SiteSessions {
  /** Returns null if people do not sign in at the site, or if it is a sandbox that is closed. */
  open(): Promise<OpenSessions | null>;
  /**
   * Returns the grant of a session that has not ended; null if there is none, or the request does not carry its cookie.
   * @param id of the grant
   * @param cookies the values of the session cookies of the request
   */
  findGrant(id: string, cookies: readonly string[]): Promise<PersonGrant | null>;
  /** Lets renewals of tokens end, and aborts other requests to the authorization server. The next use opens the sessions again. Never rejects. */
  close(): Promise<void>;
}

interface SiteSessionsOptions {
  /** Absent without a sites file. */
  readonly id?: string | undefined;
  /** Null if people do not sign in at the site. */
  readonly smart: SmartSettings | null;
  /** Returns how to connect to the FHIR server; null for a sandbox that is closed. */
  readonly connection: () => EpicConnection | null;
  readonly openSessions: SessionsOpener;
  /** Called, perhaps repeatedly, when a session has ended. @param grant the id of its grant */
  readonly onEnd: (grant: string) => void;
}

export function createSiteSessions(options: SiteSessionsOptions): SiteSessions {
  const { id, smart, openSessions, onEnd } = options;
  let opened: Promise<OpenSessions> | null = null;
  const open = async (): Promise<OpenSessions | null> => {
    const connection = options.connection();
    if (smart === null || connection === null) return null;
    const opening = (opened ??= openSessions({ id, smart, connection, onEnd }));
    try {
      return await opening;
    } catch (error) {
      if (opened === opening) opened = null;
      throw error;
    }
  };
  return {
    open,
    async findGrant(grant, cookies) {
      const sessions = await open();
      const cookie = cookies.find((value) => sessions?.grantOf(value) === grant);
      const session = cookie === undefined ? null : await sessions?.find(cookie);
      return session?.access ?? null;
    },
    async close() {
      const closing = opened;
      opened = null;
      const sessions = await closing?.catch(() => null);
      await sessions?.close();
    },
  };
}

/** Creates an opener that loads openid-client at its first use. */
export function createLazySessionsOpener(options: SessionsOpenerOptions): SessionsOpener {
  let loaded: Promise<SessionsOpener> | null = null;
  const load = async (): Promise<SessionsOpener> => {
    const { createSessionsOpener } = await import('../sessions/open-sessions.ts');
    return createSessionsOpener(options);
  };
  return async (site) => (await (loaded ??= load()))(site);
}
