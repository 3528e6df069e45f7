/** A Valkey or Redis cluster of a test's own: three primaries, among which all slots are shared out. */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { SharedStateLocation } from '../../src/config/values.ts';
import { freePort, startValkey, type ValkeyServer } from './valkey.ts';

export interface ValkeyCluster {
  readonly place: SharedStateLocation;
  /** As STATE_URL names it. */
  readonly url: string;
  /** The primaries of the start. */
  readonly nodes: readonly ValkeyServer[];
  /** Starts one that follows the first primary, and takes its place when that is gone. */
  addReplica(): Promise<void>;
  close(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;
const AGREES_WITHIN_MS = 20_000;

export async function startValkeyCluster(): Promise<ValkeyCluster> {
  const nodes = await Promise.all(Array.from({ length: NODES }, startNode));
  const clients = await Promise.all(nodes.map(({ url }) => createClient({ url, RESP: 2 }).connect()));
  const [first] = nodes;
  const size = Math.ceil(SLOTS / NODES);
  for (const [at, client] of clients.entries()) {
    const last = Math.min((at + 1) * size, SLOTS) - 1;
    await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', String(at * size), String(last)]);
    if (at > 0 && first !== undefined) await meet(client, first);
  }
  for (const client of clients) {
    await comes(
      client,
      ['CLUSTER', 'INFO'],
      [`cluster_known_nodes:${NODES}`, `cluster_slots_ok:${SLOTS}`, 'cluster_state:ok'],
    );
    client.destroy();
  }
  const added: ValkeyServer[] = [];
  const hosts = nodes.map(({ url }) => new URL(url).host);
  return {
    place: { kind: 'valkey-cluster', urls: nodes.map(({ url }) => url) },
    url: `redis+cluster://${hosts.join(',')}`,
    nodes,
    async addReplica() {
      if (first === undefined) return;
      const replica = await startNode();
      added.push(replica);
      const [client, primary] = await Promise.all(
        [replica, first].map(({ url }) => createClient({ url, RESP: 2 }).connect()),
      );
      if (client === undefined || primary === undefined) return;
      await meet(client, first);
      const id = await primary.clusterMyId();
      await comes(client, ['CLUSTER', 'INFO'], ['cluster_state:ok', `cluster_known_nodes:${NODES + 1}`]);
      await client.sendCommand(['CLUSTER', 'REPLICATE', id]);
      await comes(primary, ['INFO', 'replication'], ['connected_slaves:1', 'state=online']);
      client.destroy();
      primary.destroy();
    },
    close: async () => {
      for (const node of [...nodes, ...added]) await node.close();
    },
  };
}

interface Client {
  sendCommand(command: string[]): Promise<unknown>;
}

async function startNode(): Promise<ValkeyServer> {
  return startValkey({
    'cluster-enabled': 'yes',
    'cluster-port': String(await freePort()),
    'cluster-node-timeout': '1000',
    // What is left of the cluster goes on, though some slots are not served.
    'cluster-require-full-coverage': 'no',
  });
}

async function meet(client: Client, node: ValkeyServer): Promise<void> {
  const other = await createClient({ url: node.url }).connect();
  const { 'cluster-port': bus = '' } = await other.configGet('cluster-port');
  await client.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', new URL(node.url).port, bus]);
  other.destroy();
}

/** Waits until the server's answer has all of these in it. */
async function comes(client: Client, command: string[], parts: readonly string[]): Promise<void> {
  const started = performance.now();
  for (;;) {
    const told = String(await client.sendCommand(command));
    if (parts.every((part) => told.includes(part))) return;
    if (performance.now() - started > AGREES_WITHIN_MS)
      throw new Error(`${command.join(' ')} does not come to it.`);
    await delay(20);
  }
}
