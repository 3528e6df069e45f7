/** Connects to a Valkey or Redis server or cluster, and reconnects automatically. */
import { createClient, createCluster } from '@redis/client';
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStateLocation } from '../config/values.ts';

interface StateConnection {
  /** Sends a command to the node of the key. Rejects at once if there is no connection. There is no timeout. */
  send(key: string, command: readonly string[]): Promise<unknown>;
  /** Whether every node is connected. */
  readonly isReady: boolean;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 2_000;
/** A live peer responds to pings, so a silent one is dead. */
const PING_INTERVAL_MS = 5_000;
const SOCKET_TIMEOUT_MS = 15_000;
/** Further commands are refused, so that commands waiting for a silent server do not fill the memory. */
export const MAX_QUEUED_COMMANDS = 4_000;
const FIRST_RECONNECT_DELAY_MS = 50;
const MAX_RECONNECT_DELAY_MS = 2_000;

export const CLIENT_OPTIONS = {
  // Without a connection a command fails at once, instead of waiting for the server to return.
  disableOfflineQueue: true,
  commandsQueueMaxLength: MAX_QUEUED_COMMANDS,
  pingInterval: PING_INTERVAL_MS,
  socket: {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    reconnectStrategy: reconnectDelayMs,
  },
} as const;

/**
 * Connects in the background, even if the server is not reachable yet.
 * @param onChange called whenever the connection to a node may have changed
 */
export function connectToState(place: SharedStateLocation, onChange: () => void): StateConnection {
  return place.kind === 'valkey'
    ? connectToServer(place.url, onChange)
    : connectToCluster(place.urls, onChange);
}

function connectToServer(url: string, onChange: () => void): StateConnection {
  const client = createClient({ url, ...CLIENT_OPTIONS });
  for (const event of ['ready', 'end', 'error'] as const) client.on(event, onChange);
  // The client keeps retrying, and each command reports its own failure.
  client.connect().catch(onChange);
  return {
    send: (_key, command) => client.sendCommand([...command]),
    get isReady() {
      return client.isReady;
    },
    close: () => client.destroy(),
  };
}

/** Returns client options with the credentials and TLS of the first URL, for every node that the cluster names. */
export function clusterDefaults(urls: readonly string[]) {
  const { protocol, username, password } = new URL(urls[0] ?? '');
  return {
    ...CLIENT_OPTIONS,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    socket: { ...CLIENT_OPTIONS.socket, ...(protocol === 'rediss:' ? { tls: true as const } : {}) },
  };
}

function connectToCluster(urls: readonly string[], onChange: () => void): StateConnection {
  const cluster = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    defaults: clusterDefaults(urls),
  });
  for (const event of ['error', 'node-ready', 'node-disconnect', 'node-error'] as const) {
    cluster.on(event, onChange);
  }
  const closed = new AbortController();
  // The cluster client does not retry its first connection.
  const connect = async (attempt: number): Promise<void> => {
    if (closed.signal.aborted) return;
    try {
      await cluster.connect();
      onChange();
    } catch {
      await delay(reconnectDelayMs(attempt), undefined, { ref: false });
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
function reconnectDelayMs(attempt: number): number {
  const longest = Math.min(FIRST_RECONNECT_DELAY_MS * 2 ** attempt, MAX_RECONNECT_DELAY_MS);
  return Math.round(longest * (0.5 + Math.random() / 2));
}
