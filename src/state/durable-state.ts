/**
 * Keeps in Valkey or Redis what must not be lost: a script that resolves has its writes on a disk. In a cluster a replica can take the place of
 * a primary, so the writes have to be on the disk of a replica too.
 */
import { createClient, createClientPool, createCluster } from '@redis/client';
import type { SharedPlace } from '../config/values.ts';
import { clusterDefaults, SETTINGS } from './connection.ts';
import { factsIn, isOnDisk, refuseUnfit, UnfitServer } from './fitness.ts';
import { KEY_PREFIX } from './state.ts';

/** Each method throws if it is not known whether the script has run. */
export interface DurableState {
  /** Runs a Lua script over one key, in one step. */
  run(script: string, key: string, args: readonly string[]): Promise<unknown>;
  /** Does the same, and resolves once the script's writes are on disk. Throws if they are not by then. */
  runOntoDisk(script: string, key: string, args: readonly string[]): Promise<unknown>;
  close(): void;
}

/** Each connection can wait for one disk at a time. In a cluster there are as many to each primary. */
const CONNECTIONS = { server: 8, cluster: 4 } as const;
const WITHIN_MS = 5_000;
const COMMAND_OPTIONS = { timeout: 2 * WITHIN_MS };

/**
 * Opens connections of its own, because WAITAOF blocks every other command on the connection that it is sent on.
 * @throws UnfitServer if a server cannot be reached, or would lose what it is given
 */
export async function openDurableState(place: SharedPlace): Promise<DurableState> {
  const state = await (place.kind === 'valkey' ? openServer(place.url) : openCluster(place.urls));
  return {
    run: (script, key, args) => state.run(script, KEY_PREFIX + key, args),
    runOntoDisk: (script, key, args) => state.runOntoDisk(script, KEY_PREFIX + key, args),
    close: () => state.close(),
  };
}

async function openServer(url: string): Promise<DurableState> {
  await refuseUnfitAt(url);
  const pool = createClientPool(
    { url, ...SETTINGS, commandOptions: COMMAND_OPTIONS },
    { minimum: 1, maximum: CONNECTIONS.server, acquireTimeout: WITHIN_MS },
  );
  // Without a listener the process would end with the first connection that breaks. The commands report what fails.
  pool.on('error', () => undefined);
  await pool.connect();

  return {
    run: (script, key, args) => pool.eval(script, { keys: [key], arguments: [...args] }),
    runOntoDisk: (script, key, args) =>
      // WAITAOF waits for the writes of its own connection only.
      pool.execute(async (client) => {
        const reply = await client.eval(script, { keys: [key], arguments: [...args] });
        const logs = await client.sendCommand(['WAITAOF', '1', '0', String(WITHIN_MS)]);
        if (!isOnDisk(logs, 0)) throw new Error('The server has not put it on its disk.');
        return reply;
      }),
    close: () => pool.destroy(),
  };
}

/** Asks once, over a connection that is not tried again, so that a wrong address is reported at the start. */
async function refuseUnfitAt(url: string): Promise<void> {
  const client = createClient({ url, socket: { connectTimeout: WITHIN_MS, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    refuseUnfit(await client.info(), { inCluster: false });
  } catch (error) {
    throw asUnfit(error);
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
    await refuseUnfitPrimaries(clusters[0]);
  } catch (error) {
    close();
    throw asUnfit(error);
  }
  let turns = 0;
  const next = (): Cluster => {
    turns += 1;
    const cluster = clusters[turns % clusters.length];
    if (cluster === undefined) throw new Error('There is a connection.');
    return cluster;
  };
  return {
    run: (script, key, args) => next().eval(script, { keys: [key], arguments: [...args] }),
    runOntoDisk: (script, key, args) => runOntoDisks(next(), script, key, args),
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

async function refuseUnfitPrimaries(cluster: Cluster | undefined): Promise<void> {
  for (const master of cluster?.masters ?? []) {
    const client = await cluster?.nodeClient(master);
    if (client !== undefined) refuseUnfit(await client.info(), { inCluster: true });
  }
}

/** Resolves once the primary has the script's writes on its disk, and so has a replica if there is one. */
async function runOntoDisks(
  cluster: Cluster,
  script: string,
  key: string,
  args: readonly string[],
): Promise<unknown> {
  // A command follows its key to where that is now, so the commands that are sent to that node next stay there.
  await cluster.exists(key);
  const client = await cluster.getNodeClientForKey(key);
  const [info, reply] = await Promise.all([
    client.info('replication'),
    client.eval(script, { keys: [key], arguments: [...args] }),
  ]);
  const replicas = factsIn(info).get('connected_slaves') === '0' ? 0 : 1;
  // On the same connection, because WAITAOF waits for the writes of its own connection only.
  const logs = await client.sendCommand(['WAITAOF', '1', String(replicas), String(WITHIN_MS)]);
  if (!isOnDisk(logs, replicas)) throw new Error('The cluster has not put it on its disks.');
  return reply;
}

function asUnfit(error: unknown): UnfitServer {
  return error instanceof UnfitServer ? error : new UnfitServer('it could not be reached');
}
