/** Connects to Valkey or Redis, to one server or to the nodes of a cluster, and reconnects by itself. */
import { createClient, createCluster } from '@redis/client';
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedPlace } from '../config/values.ts';

export interface Connection {
  /** Sends a command to the node that has the key. Rejects at once if there is no connection. Otherwise it has no timeout. */
  send(key: string, command: readonly string[]): Promise<unknown>;
  /** Whether every node is connected. */
  readonly isReady: boolean;
  close(): void;
}

const CONNECT_WITHIN_MS = 2_000;
/** A peer that is there answers the pings, so silence means that it has gone. */
const PING_MS = 5_000;
const SILENCE_MS = 15_000;
/** More commands are refused, so that those that wait for a silent server do not fill the memory. */
export const MOST_WAITING = 2_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** The options of every connection. */
export const SETTINGS = {
  // A command fails at once while there is no connection, instead of being sent whenever the server is back.
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
 * Connects in the background; the server may not be there yet.
 * @param onChange called whenever a node may have come or gone
 */
export function connectTo(place: SharedPlace, onChange: () => void): Connection {
  return place.kind === 'valkey' ? toServer(place.url, onChange) : toCluster(place.urls, onChange);
}

function toServer(url: string, onChange: () => void): Connection {
  const client = createClient({ url, ...SETTINGS });
  for (const event of ['ready', 'end', 'error'] as const) client.on(event, onChange);
  // The client goes on trying by itself, and each command reports its own failure.
  client.connect().catch(onChange);
  return {
    send: (_key, command) => client.sendCommand([...command]),
    get isReady() {
      return client.isReady;
    },
    close: () => client.destroy(),
  };
}

/** Uses the credentials and TLS of the first node for every node that the cluster names. */
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
  // A cluster's client tries its first connection only once.
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

/** Exponential backoff with jitter, so that replicas do not reconnect in step. */
function pauseMs(attempt: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  return Math.round(longest * (0.5 + Math.random() / 2));
}
