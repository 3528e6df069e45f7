/** What may not be lost, in a cluster of Valkey or Redis, whose primaries can be replaced by their replicas. */
import { createCluster } from '@redis/client';
import { clusterDefaults } from './connection.ts';
import type { DurableState } from './durable-state.ts';
import { factsIn, isOnDisk, refuseUnfit, UnfitServer } from './fitness.ts';

/** To each primary: as many can be waiting for a disk at once. */
const CONNECTIONS = 4;
const WITHIN_MS = 5_000;

/** @throws UnfitServer where it cannot be reached, or one of its primaries would lose what it is given */
export async function openDurableCluster(urls: readonly string[]): Promise<DurableState> {
  const clusters = Array.from({ length: CONNECTIONS }, () =>
    createCluster({
      rootNodes: urls.map((url) => ({ url })),
      defaults: clusterDefaults(urls),
      commandOptions: { timeout: 2 * WITHIN_MS },
    }),
  );
  const close = (): void => {
    for (const cluster of clusters) if (cluster.isOpen) cluster.destroy();
  };
  try {
    for (const cluster of clusters) {
      cluster.on('error', () => undefined);
      await cluster.connect();
    }
    const [first] = clusters;
    for (const master of first?.masters ?? []) {
      const client = await first?.nodeClient(master);
      if (client !== undefined) refuseUnfit(await client.info(), { inCluster: true });
    }
  } catch (error) {
    close();
    throw error instanceof UnfitServer ? error : new UnfitServer('it could not be reached');
  }
  let turns = 0;
  const next = () => {
    turns += 1;
    const cluster = clusters[turns % clusters.length];
    if (cluster === undefined) throw new Error('There is a connection.');
    return cluster;
  };

  return {
    run: (script, key, args) => next().eval(script, { keys: [key], arguments: [...args] }),
    async runOntoDisk(script, key, args) {
      const cluster = next();
      // A question follows its key to where that is now, and so what is asked of that node next stays there.
      await cluster.exists(key);
      const client = await cluster.getNodeClientForKey(key);
      const [info, reply] = await Promise.all([
        client.info('replication'),
        client.eval(script, { keys: [key], arguments: [...args] }),
      ]);
      // The primary's own disk is not enough: what a replica that takes its place lacks is forgotten.
      const replicas = factsIn(info).get('connected_slaves') === '0' ? 0 : 1;
      // On the same connection: what is waited for is what that has written.
      const logs = await client.sendCommand(['WAITAOF', '1', String(replicas), String(WITHIN_MS)]);
      if (!isOnDisk(logs, replicas)) throw new Error('The cluster has not put it on its disks.');
      return reply;
    },
    close,
  };
}
