/** A connection to Valkey or Redis, which comes back by itself: to one server, or to the nodes of a cluster. */
import { createClient, createCluster } from '@redis/client';
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedPlace } from '../config/values.ts';

export interface Connection {
  /** Sends a command to where the key is. Rejects at once where there is no connection; else it is not bounded in time. */
  send(key: string, command: readonly string[]): Promise<unknown>;
  /** Whether everything that it takes is connected. */
  readonly isReady: boolean;
  close(): void;
}

const CONNECT_WITHIN_MS = 2_000;
/** A peer that has gone without a word is found out by silence, which pings break where it is there. */
const PING_MS = 5_000;
const SILENCE_MS = 15_000;
/** Beyond, a command is refused: what waits for a server that says nothing is not to fill the memory. */
export const MOST_WAITING = 2_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** What every connection is made with. */
export const SETTINGS = {
  // What cannot be asked now is told at once, instead of being asked whenever the server is back.
  disableOfflineQueue: true,
  commandsQueueMaxLength: MOST_WAITING,
  pingInterval: PING_MS,
  socket: {
    connectTimeout: CONNECT_WITHIN_MS,
    socketTimeout: SILENCE_MS,
    reconnectStrategy: pauseMs,
  },
} as const;

/**
 * Connects in the background; there may be nobody yet.
 * @param onChange called whenever a part of it may have come or gone
 */
export function connectTo(place: SharedPlace, onChange: () => void): Connection {
  return place.kind === 'valkey' ? toServer(place.url, onChange) : toCluster(place.urls, onChange);
}

function toServer(url: string, onChange: () => void): Connection {
  const client = createClient({ url, ...SETTINGS });
  for (const event of ['ready', 'end', 'error'] as const) client.on(event, onChange);
  // It goes on trying by itself, and what fails meanwhile is told by what was asked.
  client.connect().catch(onChange);
  return {
    send: (_key, command) => client.sendCommand([...command]),
    get isReady() {
      return client.isReady;
    },
    close: () => client.destroy(),
  };
}

/** What is said of the first node, credentials and TLS, holds for all that the cluster names. */
export function clusterDefaults(urls: readonly string[]) {
  const { protocol, username, password } = new URL(urls[0] ?? '');
  return {
    ...SETTINGS,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    socket: { ...SETTINGS.socket, ...(protocol === 'rediss:' ? { tls: true as const } : {}) },
  };
}

function toCluster(urls: readonly string[], onChange: () => void): Connection {
  const cluster = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    defaults: clusterDefaults(urls),
  });
  for (const event of ['error', 'node-ready', 'node-disconnect', 'node-error'] as const) {
    cluster.on(event, onChange);
  }
  const closed = new AbortController();
  // Unlike one server's, its first connection is tried once.
  const connect = async (attempt: number): Promise<void> => {
    if (closed.signal.aborted) return;
    try {
      await cluster.connect();
      onChange();
    } catch {
      await delay(pauseMs(attempt), undefined, { ref: false });
      return connect(attempt + 1);
    }
    if (closed.signal.aborted) cluster.destroy();
  };
  void connect(0);
  return {
    send: (key, command) => cluster.sendCommand(key, false, [...command]),
    get isReady() {
      return cluster.isReady && cluster.masters.every(({ client }) => client?.isReady === true);
    },
    close() {
      closed.abort();
      if (cluster.isReady) cluster.destroy();
    },
  };
}

/** Longer with each attempt, and never the same for all replicas. */
function pauseMs(attempt: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  return Math.round(longest * (0.5 + Math.random() / 2));
}
