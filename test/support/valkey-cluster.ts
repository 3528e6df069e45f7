/** A Valkey or Redis cluster of a test's own: three primaries, among which all slots are shared out. */
import { createClient } from '@redis/client';
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedPlace } from '../../src/config/values.ts';
import { freePort, startValkey, type ValkeyServer } from './valkey.ts';

export interface ValkeyCluster {
  readonly place: SharedPlace;
  /** As STATE_URL names it. */
  readonly url: string;
  readonly nodes: readonly ValkeyServer[];
  close(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;
const AGREES_WITHIN_MS = 20_000;

export async function startValkeyCluster(): Promise<ValkeyCluster> {
  const nodes = await Promise.all(
    Array.from({ length: NODES }, async () =>
      startValkey({
        'cluster-enabled': 'yes',
        'cluster-port': String(await freePort()),
        'cluster-node-timeout': '1000',
        // What is left of the cluster goes on, though some slots are not served.
        'cluster-require-full-coverage': 'no',
      }),
    ),
  );
  const clients = await Promise.all(nodes.map(({ url }) => createClient({ url, RESP: 2 }).connect()));
  const [first] = nodes;
  const size = Math.ceil(SLOTS / NODES);
  for (const [at, client] of clients.entries()) {
    const last = Math.min((at + 1) * size, SLOTS) - 1;
    await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', String(at * size), String(last)]);
    const bus = await clients[0]?.configGet('cluster-port');
    if (at > 0 && first !== undefined)
      await client.sendCommand([
        'CLUSTER',
        'MEET',
        '127.0.0.1',
        new URL(first.url).port,
        bus?.['cluster-port'] ?? '',
      ]);
  }
  const started = performance.now();
  for (const client of clients) {
    while (!(await agrees(client))) {
      if (performance.now() - started > AGREES_WITHIN_MS) throw new Error('The nodes do not agree.');
      await delay(20);
    }
    client.destroy();
  }
  const hosts = nodes.map(({ url }) => new URL(url).host);
  return {
    place: { kind: 'valkey-cluster', urls: nodes.map(({ url }) => url) },
    url: `redis+cluster://${hosts.join(',')}`,
    nodes,
    close: async () => {
      for (const node of nodes) await node.close();
    },
  };
}

async function agrees(client: { sendCommand(command: string[]): Promise<unknown> }): Promise<boolean> {
  const told = String(await client.sendCommand(['CLUSTER', 'INFO']));
  return (
    told.includes('cluster_state:ok') &&
    told.includes(`cluster_known_nodes:${NODES}`) &&
    told.includes(`cluster_slots_ok:${SLOTS}`)
  );
}
