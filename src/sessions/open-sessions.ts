/** Opens the sessions of the sites of a process. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EpicConnection } from '../config/connection.ts';
import type { SessionSettings, SmartSettings } from '../config/smart.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import { observeClients } from '../smart/observed-clients.ts';
import { createSmartClients } from '../smart/smart-client.ts';
import type { SharedStateConnection } from '../state/shared-state.ts';
import { createMemorySessionStorage } from './memory-session-storage.ts';
import { nameIn } from './session-seal.ts';
import type { SessionStorage } from './session-storage.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSharedSessionStorage } from './shared-session-storage.ts';

export interface OpenSessions extends Sessions {
  /**
   * Waits until the tokens that are being renewed are stored, at most four seconds, because the server may have replaced the old ones already. Then
   * aborts the requests to the authorization server. The sessions stay in the store. Never rejects.
   */
  close(): Promise<void>;
}

export interface SessionsOpenerOptions {
  readonly settings: SessionSettings;
  /** Null if replicas share no state. */
  readonly state: Pick<SharedStateConnection, 'forSite'> | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** How people sign in at one site. */
export interface SignInSite {
  /** Absent without a sites file. */
  readonly id?: string | undefined;
  readonly smart: SmartSettings;
  readonly connection: EpicConnection;
  /** Called, perhaps repeatedly, when a session has ended. @param grant the id of its grant */
  readonly onEnd?: (grant: string) => void;
}

export type SessionsOpener = (site: SignInSite) => Promise<OpenSessions>;

const TIMEOUT_MS = 10_000;
/** How long closing waits for renewals. */
const RENEWALS_END_WITHIN_MS = 4_000;

/** Sessions outlive their site, which closes when it is idle or its configuration changes: their memory belongs to the process. */
export function createSessionsOpener(options: SessionsOpenerOptions): SessionsOpener {
  const { settings, state, log, observer = NOOP_OBSERVER, now = Date.now } = options;
  const { idleMs } = settings;
  const inMemory = new Map<string, SessionStorage>();
  const openStorage = (place: string, site: string | undefined): SessionStorage => {
    if (state !== null) return createSharedSessionStorage({ state: state.forSite(site), place, idleMs });
    const storage = inMemory.get(place) ?? createMemorySessionStorage({ idleMs, now });
    inMemory.set(place, storage);
    return storage;
  };
  return async ({ id, smart, connection, onEnd = () => {} }) => {
    const place = { site: id, baseUrl: connection.baseUrl };
    const http = createHttpClient({ timeoutMs: TIMEOUT_MS, site: id });
    const clients = observeClients(
      await createSmartClients({ settings: smart, connection, http, now }),
      observer,
      id,
    );
    const renewals = new Set<Promise<unknown>>();
    const sessions = createSessions({
      place,
      returnUrls: [...smart.returnUrls, ...(smart.explorerUrl === null ? [] : [smart.explorerUrl])],
      redirectUrl: smart.redirectUrl,
      settings,
      clients,
      storage: openStorage(nameIn(place, 'place'), id),
      onEnd,
      onRenewal(ended) {
        renewals.add(ended);
        void ended.finally(() => renewals.delete(ended));
      },
      log,
      now,
    });
    return {
      ...sessions,
      async close() {
        const late = new AbortController();
        const { signal } = late;
        await Promise.race([
          Promise.all(renewals),
          delay(RENEWALS_END_WITHIN_MS, undefined, { signal, ref: false }).catch(() => undefined),
        ]);
        late.abort();
        http.close();
      },
    };
  };
}
