/** Replicas of the gateway that share a store, behind a round robin in the load. */
import { cpus } from 'node:os';
import type { Child } from './child.ts';
import { GATEWAY_PROGRAM, GENEROUS_LIMITS, startGateway } from './contenders.ts';
import type { CallerHeaders, GraphqlRequest } from './graphql-client.ts';
import { CALLS, CPU } from './messages.ts';
import { createRawClient, formatRequest, type RawClient } from './raw-client.ts';
import { sum } from './statistics.ts';
import { NO_WORK, type StoreWork, subtractWork, type Valkey } from './valkey.ts';

export interface ReplicaGroup {
  readonly replicas: number;
  readonly hasStore: boolean;
  /** The port of the first replica. */
  readonly port: number;
  /** Runs operations for a time. @param next returns the operation of a turn */
  load(next: (turn: number) => GraphqlRequest, load: GroupLoad): Promise<GroupTurn>;
  stop(): Promise<void>;
}

/** A load that ends after a time, or after a number of operations. */
export interface GroupLoad {
  readonly headers: CallerHeaders;
  readonly concurrency: number;
  readonly seconds?: number;
  readonly operations?: number;
}

/** What operations cost, all replicas together. Times are CPU times. */
export interface GroupTurn {
  readonly operations: number;
  readonly failures: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
  readonly gatewayMs: number;
  readonly sandboxMs: number;
  readonly loadMs: number;
  readonly store: StoreWork;
  readonly calls: number;
  readonly fhirBytes: number;
  readonly peakBytes: number;
  /** Cores that other programs left to the bench. */
  readonly availableCores: number;
}

export interface GroupOptions {
  readonly replicas: number;
  readonly valkey: Valkey | null;
  readonly sandbox: Child;
  readonly environment: Readonly<Record<string, string>>;
}

export async function startReplicaGroup({
  replicas,
  valkey,
  sandbox,
  environment,
}: GroupOptions): Promise<ReplicaGroup> {
  const store = valkey === null ? {} : { STATE_URL: valkey.url };
  const gateways: { readonly child: Child; readonly port: number }[] = [];
  for (let started = 0; started < replicas; started += 1)
    gateways.push(await startGateway(GATEWAY_PROGRAM, { ...GENEROUS_LIMITS, ...environment, ...store }));
  const clients = gateways.map(({ port }) => createRawClient(port));
  const readUsage = () => Promise.all(gateways.map(({ child }) => child.request({ kind: 'cpu' }, CPU)));
  const readState = async () => {
    const usage = await readUsage();
    return {
      gateway: sum(usage.map(({ microseconds }) => microseconds)),
      peakBytes: Math.max(...usage.map(({ peakBytes }) => peakBytes)),
      sandbox: (await sandbox.request({ kind: 'cpu' }, CPU)).microseconds,
      load: sum(Object.values(process.cpuUsage())),
      store: (await valkey?.readWork()) ?? NO_WORK,
      idleMs: sum(cpus().map(({ times }) => times.idle)),
    };
  };
  let turn = 0;
  return {
    replicas,
    hasStore: valkey !== null,
    port: gateways[0]?.port ?? 0,
    async load(next, { headers, concurrency, seconds = Infinity, operations = Infinity }) {
      const latenciesMs: number[] = [];
      let failures = 0;
      let remaining = operations;
      await sandbox.request({ kind: 'calls' }, CALLS);
      const before = await readState();
      const startedAt = performance.now();
      const work = async (): Promise<void> => {
        while (remaining > 0 && performance.now() - startedAt < 1_000 * seconds) {
          remaining -= 1;
          turn += 1;
          const request = formatRequest('/graphql', next(turn), headers);
          const ms = await clientOf(clients, turn)
            .send(request)
            .catch(() => null);
          if (ms === null) failures += 1;
          else latenciesMs.push(ms);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, work));
      const elapsedMs = performance.now() - startedAt;
      const after = await readState();
      const { calls, bytes } = await sandbox.request({ kind: 'calls' }, CALLS);
      const storeWork = subtractWork(after.store, before.store);
      const [gatewayMs, sandboxMs, loadMs] = (['gateway', 'sandbox', 'load'] as const).map(
        (name) => (after[name] - before[name]) / 1_000,
      );
      const used = sum([gatewayMs ?? 0, sandboxMs ?? 0, loadMs ?? 0, storeWork.cpuMicroseconds / 1_000]);
      return {
        operations: latenciesMs.length,
        failures,
        seconds: elapsedMs / 1_000,
        latenciesMs,
        gatewayMs: gatewayMs ?? 0,
        sandboxMs: sandboxMs ?? 0,
        loadMs: loadMs ?? 0,
        store: storeWork,
        calls: sum(Object.values(calls)),
        fhirBytes: bytes,
        peakBytes: after.peakBytes,
        availableCores: Math.min(cpus().length, (used + after.idleMs - before.idleMs) / elapsedMs),
      };
    },
    async stop() {
      for (const client of clients) client.close();
      await Promise.all(gateways.map(({ child }) => child.stop()));
    },
  };
}

/** The balancer: each replica in turn. A process of its own would take the gateways' cores, and cost the same for any number of them. */
function clientOf(clients: readonly RawClient[], turn: number): RawClient {
  const client = clients[turn % clients.length];
  if (client === undefined) throw new Error('A group needs a replica.');
  return client;
}
