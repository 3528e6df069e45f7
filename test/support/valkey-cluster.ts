/** Starts a Valkey or Redis cluster: three primaries that share all slots. */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { findFreePort } from '../../scripts/free-port.ts';
import type { SharedStateLocation } from '../../src/config/values.ts';
import { startValkey, type ValkeyServer } from './valkey.ts';

export interface ValkeyCluster {
  readonly place: SharedStateLocation;
  /** A value for STATE_URL. */
  readonly url: string;
  /** The first three primaries. */
  readonly nodes: readonly ValkeyServer[];
  /** Starts a replica of the first primary, which replaces it after a failure. */
  addReplica(): Promise<void>;
  close(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;
const CONVERGENCE_TIMEOUT_MS = 20_000;

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
    await waitForReply(
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
      await waitForReply(
        client,
        ['CLUSTER', 'INFO'],
        ['cluster_state:ok', `cluster_known_nodes:${NODES + 1}`],
      );
      await client.sendCommand(['CLUSTER', 'REPLICATE', id]);
      await waitForReply(primary, ['INFO', 'replication'], ['connected_slaves:1', 'state=online']);
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
    'cluster-port': String(await findFreePort()),
    'cluster-node-timeout': '1000',
    // The other primaries keep serving their slots when one fails.
    'cluster-require-full-coverage': 'no',
  });
}

async function meet(client: Client, node: ValkeyServer): Promise<void> {
  const other = await createClient({ url: node.url }).connect();
  const { 'cluster-port': bus = '' } = await other.configGet('cluster-port');
  await client.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', new URL(node.url).port, bus]);
  other.destroy();
}

/** Repeats a command until its reply contains all of these parts. */
async function waitForReply(client: Client, command: string[], parts: readonly string[]): Promise<void> {
  const started = performance.now();
  for (;;) {
    const reply = String(await client.sendCommand(command));
    if (parts.every((part) => reply.includes(part))) return;
    if (performance.now() - started > CONVERGENCE_TIMEOUT_MS)
      throw new Error(`The reply to ${command.join(' ')} never contained ${parts.join(', ')}.`);
    await delay(20);
  }
}
