/**
 * Stores data durably in Valkey or Redis: a script resolves once its writes are on disk. In a cluster a replica can replace its primary, so the
 * writes have to be on the replica's disk too.
 */
import { createClient, createClientPool, createCluster } from '@redis/client';
import type { SharedStateLocation } from '../config/values.ts';
import { CLIENT_OPTIONS, clusterDefaults } from './connection.ts';
import { assertDurable, isOnDisk, NotDurableError, parseServerInfo } from './durability-check.ts';
import { STATE_KEY_PREFIX } from './shared-state.ts';

/** Each method throws if it is unknown whether the script has run. */
interface DurableState {
  /** Runs a Lua script on one key, atomically. */
  run(script: string, key: string, args: readonly string[]): Promise<unknown>;
  /** Does the same, and resolves once the writes of the script are on disk. Throws if they are not within the timeout. */
  runDurably(script: string, key: string, args: readonly string[]): Promise<unknown>;
  close(): void;
}

/** Each connection can wait for one WAITAOF at a time. A cluster has this many connections to each primary. */
const CONNECTIONS = { server: 8, cluster: 4 } as const;
const TIMEOUT_MS = 5_000;
const COMMAND_OPTIONS = { timeout: 2 * TIMEOUT_MS };

/**
 * Opens separate connections, because WAITAOF blocks all other commands on its connection.
 * @throws NotDurableError if a server cannot be reached or does not store data durably
 */
export async function openDurableState(place: SharedStateLocation): Promise<DurableState> {
  const state = await (place.kind === 'valkey' ? openServer(place.url) : openCluster(place.urls));
  return {
    run: (script, key, args) => state.run(script, STATE_KEY_PREFIX + key, args),
    runDurably: (script, key, args) => state.runDurably(script, STATE_KEY_PREFIX + key, args),
    close: () => state.close(),
  };
}

async function openServer(url: string): Promise<DurableState> {
  await assertServerIsDurable(url);
  const pool = createClientPool(
    { url, ...CLIENT_OPTIONS, commandOptions: COMMAND_OPTIONS },
    { minimum: 1, maximum: CONNECTIONS.server, acquireTimeout: TIMEOUT_MS },
  );
  // Without a listener, the first broken connection would end the process. Each command reports its own failure.
  pool.on('error', () => undefined);
  await pool.connect();

  return {
    run: (script, key, args) => pool.eval(script, { keys: [key], arguments: [...args] }),
    runDurably: (script, key, args) =>
      // WAITAOF waits for the writes of its own connection only.
      pool.execute(async (client) => {
        const reply = await client.eval(script, { keys: [key], arguments: [...args] });
        const logs = await client.sendCommand(['WAITAOF', '1', '0', String(TIMEOUT_MS)]);
        if (!isOnDisk(logs, 0)) throw new Error('The server did not write it to disk in time.');
        return reply;
      }),
    close: () => pool.destroy(),
  };
}

/** Checks once, over a connection without retries, so that a wrong address is reported at startup. */
async function assertServerIsDurable(url: string): Promise<void> {
  const client = createClient({ url, socket: { connectTimeout: TIMEOUT_MS, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    assertDurable(await client.info(), { inCluster: false });
  } catch (error) {
    throw toNotDurableError(error);
  } finally {
    client.destroy();
  }
}

type Cluster = ReturnType<typeof createDurableCluster>;

async function openCluster(urls: readonly string[]): Promise<DurableState> {
  const clusters = Array.from({ length: CONNECTIONS.cluster }, () => createDurableCluster(urls));
  const close = (): void => clusters.filter(({ isOpen }) => isOpen).forEach((cluster) => cluster.destroy());
  try {
    for (const cluster of clusters) await cluster.connect();
    await assertPrimariesAreDurable(clusters[0]);
  } catch (error) {
    close();
    throw toNotDurableError(error);
  }
  let turns = 0;
  const next = (): Cluster => {
    turns += 1;
    const cluster = clusters[turns % clusters.length];
    if (cluster === undefined) throw new Error('The cluster has no connection.');
    return cluster;
  };
  return {
    run: (script, key, args) => next().eval(script, { keys: [key], arguments: [...args] }),
    runDurably: (script, key, args) => runDurablyInCluster(next(), script, key, args),
    close,
  };
}

function createDurableCluster(urls: readonly string[]) {
  const cluster = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    defaults: clusterDefaults(urls),
    commandOptions: COMMAND_OPTIONS,
  });
  cluster.on('error', () => undefined);
  return cluster;
}

async function assertPrimariesAreDurable(cluster: Cluster | undefined): Promise<void> {
  for (const master of cluster?.masters ?? []) {
    const client = await cluster?.nodeClient(master);
    if (client !== undefined) assertDurable(await client.info(), { inCluster: true });
  }
}

/** Resolves once the writes of the script are on the disk of the primary, and of a replica if it has one. */
async function runDurablyInCluster(
  cluster: Cluster,
  script: string,
  key: string,
  args: readonly string[],
): Promise<unknown> {
  // This command follows redirections to the current node of the key, so the next ones can go to that node directly.
  await cluster.exists(key);
  const client = await cluster.getNodeClientForKey(key);
  const [info, reply] = await Promise.all([
    client.info('replication'),
    client.eval(script, { keys: [key], arguments: [...args] }),
  ]);
  const replicas = parseServerInfo(info).get('connected_slaves') === '0' ? 0 : 1;
  // Use the same connection, because WAITAOF waits only for the writes of its own.
  const logs = await client.sendCommand(['WAITAOF', '1', String(replicas), String(TIMEOUT_MS)]);
  if (!isOnDisk(logs, replicas)) throw new Error('The cluster did not write it to disk in time.');
  return reply;
}

function toNotDurableError(error: unknown): NotDurableError {
  return error instanceof NotDurableError ? error : new NotDurableError('it could not be reached');
}
