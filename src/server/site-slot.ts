/** One site of a registry: opens at its first use, and closes when it is idle or its configuration has changed. */
import {
  type CallerAuthentication,
  type CallerAuthenticator,
  createCallerAuthenticator,
} from '../access/caller.ts';
import { createKeyDerivation } from '../auth/derived-keys.ts';
import type { PublicKeySet } from '../auth/signing-keys.ts';
import type { EpicConnection } from '../config/connection.ts';
import type { SiteConfig } from '../config/sites.ts';
import type { ErrorCode } from '../errors.ts';
import type { ServedSite } from '../graphql/context.ts';
import { refusalResponseOf } from '../graphql/plugins/refusal.ts';
import type { LinkKeys } from '../loaders/document-links.ts';
import { type Log, logOfSite, stackFrames } from '../observability/log.ts';
import { errorCodeOf } from '../observability/observer.ts';
import type { SessionsOpener } from '../sessions/open-sessions.ts';
import { readOwnKeySet } from './key-sets.ts';
import type { SessionSite } from './session-authentication.ts';
import type { SiteState } from './site-health.ts';
import { createSiteSessions, type SiteSessions } from './site-sessions.ts';
import { isSameServer, type SiteLease, type SiteSignIn } from './sites.ts';

/** An open site, and what closes it. */
export interface OpenSite {
  readonly site: ServedSite;
  readonly connection: EpicConnection;
  readonly close: () => Promise<void>;
}

export interface SlotOptions {
  /** @throws GatewayError if the site cannot be opened now; the next request tries again */
  readonly openSite: (config: SiteConfig, sessions: Pick<SiteSessions, 'findGrant'>) => Promise<OpenSite>;
  readonly openSessions: SessionsOpener;
  readonly log: Log;
  /** How long a site without operations stays open, in milliseconds. */
  readonly idleMs: number;
}

export interface SiteSlot {
  readonly config: SiteConfig;
  /** Returns whether it is an issuer of the site's own. */
  isIssuer(issuer: string): boolean;
  /** Authenticates a request by the site's own issuer; null without one. */
  authenticate(authorization: readonly string[]): Promise<CallerAuthentication | null>;
  /** Returns the key set of a site with a key of its own; null for another. */
  ownKeys(): Promise<PublicKeySet | null>;
  open(): Promise<SiteLease>;
  /** Returns what the sessions of the site say; null if people do not sign in there. The site stays open, or closed, meanwhile. */
  bySession<T>(ask: (site: SessionSite) => Promise<T>): Promise<T | null>;
  /** Lets people sign in; null if they do not. Opens only a sandbox, which has no URL before. */
  signIn(): Promise<SiteSignIn | null>;
  /** Returns whether it is the base URL of the FHIR server, perhaps with a final slash; a sandbox that is closed has none. */
  isLaunchedBy(iss: string): boolean;
  /** Returns the keys of the site without opening it; null for a closed sandbox, whose keys are new each time. */
  keys(): Promise<LinkKeys | null>;
  describe(): SiteState;
  /** Closes the site once its operations have ended. Never rejects. */
  retire(): Promise<undefined>;
}

export function createSlot(
  config: SiteConfig,
  { openSite, openSessions, log, idleMs }: SlotOptions,
): SiteSlot {
  const { id, name, epic, smart } = config;
  let callers: CallerAuthenticator | null = null;
  let ownKeys: Promise<PublicKeySet | null> | null = null;
  let opened: Promise<OpenSite> | null = null;
  let current: OpenSite | null = null;
  let keysWhileClosed: Promise<LinkKeys> | null = null;
  let openingError: ErrorCode | null = null;
  /** `uses` are requests that need no open site: callers who are being authenticated, and people who sign in. */
  const counts = { operations: 0, uses: 0 };
  let idle: NodeJS.Timeout | undefined;
  let retired: PromiseWithResolvers<undefined> | null = null;

  const connection = (): EpicConnection | null => epic ?? current?.connection ?? null;
  const isLaunchedBy = (iss: string): boolean => isSameServer(iss, connection()?.baseUrl);
  const sessions = createSiteSessions({
    id,
    smart,
    connection,
    openSessions,
    onEnd: (grant) => current?.site.upstreams.release(grant),
  });

  const closeSite = async (): Promise<undefined> => {
    const closing = opened;
    callers?.close();
    callers = null;
    const sessionsClosed = sessions.close();
    idle = undefined;
    opened = null;
    current = null;
    const open = await closing?.catch(() => null);
    await open?.close().catch((error: unknown) => {
      log.error('site_not_closed', { site: id, stack: stackFrames(error) });
    });
    await sessionsClosed;
  };
  const closeIfUnused = (): void => {
    if (counts.operations + counts.uses > 0) return;
    if (retired !== null) {
      // A request that was admitted before the site was replaced can open it once more, and closes it again.
      retired.resolve(closeSite());
    } else {
      clearTimeout(idle);
      idle = setTimeout(() => void closeSite(), idleMs).unref();
    }
  };
  const begin = (kind: keyof typeof counts): (() => void) => {
    counts[kind] += 1;
    clearTimeout(idle);
    return once(() => {
      counts[kind] -= 1;
      closeIfUnused();
    });
  };
  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    const release = begin('uses');
    try {
      return await work();
    } finally {
      release();
    }
  };
  const open = async (): Promise<SiteLease> => {
    const release = begin('operations');
    const opening = (opened ??= openSite(config, sessions));
    try {
      const nowOpen = await opening;
      current = nowOpen;
      openingError = null;
      const extend = (work: Promise<unknown>): void => {
        const releaseWork = begin('operations');
        void work.then(releaseWork, releaseWork);
      };
      return { site: nowOpen.site, release, extend };
    } catch (error) {
      if (opened === opening) opened = null;
      openingError = errorCodeOf(refusalResponseOf(error)?.error ?? error);
      release();
      throw error;
    }
  };
  return {
    config,
    bySession: async (ask) => (smart === null ? null : use(() => ask({ id, smart, sessions }))),
    open,
    describe: () => ({
      id,
      state: stateOf(opened !== null, current !== null),
      operations: counts.operations,
      served: current?.site ?? null,
      openingError,
    }),
    isIssuer: (issuer) => config.callers?.issuers.includes(issuer) === true,
    async authenticate(authorization) {
      const { callers: checks } = config;
      if (checks === null) return null;
      return use(() => {
        callers ??= createCallerAuthenticator({ checks, log: logOfSite(log, id) });
        return callers.authenticate(authorization);
      });
    },
    async signIn() {
      if (smart === null) return null;
      const release = epic === null ? (await open()).release : begin('uses');
      try {
        const openSessionsOfSite = await sessions.open();
        if (openSessionsOfSite !== null)
          return { site: { id, name }, smart, sessions: openSessionsOfSite, isLaunchedBy, open, release };
      } catch (error) {
        release();
        throw error;
      }
      release();
      return null;
    },
    isLaunchedBy,
    ownKeys: () => (ownKeys ??= readOwnKeySet(config)),
    async keys() {
      if (current !== null) return current.site.site;
      if (epic === null) return null;
      const derive = async (): Promise<LinkKeys> => ({
        id,
        upstream: epic.baseUrl,
        deriveKey: await createKeyDerivation({ ...epic, site: id }),
      });
      return (keysWhileClosed ??= derive());
    },
    retire() {
      retired ??= Promise.withResolvers<undefined>();
      clearTimeout(idle);
      closeIfUnused();
      return retired.promise;
    },
  };
}

function stateOf(isOpened: boolean, isServed: boolean): SiteState['state'] {
  if (!isOpened) return 'closed';
  return isServed ? 'open' : 'opening';
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) run();
    isDone = true;
  };
}
