import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpicLimits } from '../../src/config/config.ts';
import type { EpicClient } from '../../src/epic/client.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSharedState, type SharedState } from '../../src/state/shared-state.ts';
import { clientOf } from '../epic/epic-client.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { budgetOf, codesOf, expectRate, until } from './client.ts';

vi.setConfig({ testTimeout: 30_000 });

interface Replica {
  readonly client: EpicClient;
  readonly state: SharedState;
}

let valkey: ValkeyServer;
let sandbox: Sandbox;
let replicas: Replica[];

beforeEach(async () => {
  sandbox = await startSandbox();
  replicas = [];
  if (isValkeyThere) valkey = await startValkey();
});

afterEach(async () => {
  for (const { client, state } of replicas) {
    client.close();
    state.close();
  }
  await sandbox.close();
  if (isValkeyThere) await valkey.close();
});

async function startReplica(limits: Partial<EpicLimits>): Promise<Replica> {
  const log = createLog('silent');
  const state = createSharedState({ place: { kind: 'valkey', url: valkey.url }, log });
  const client = await clientOf(sandbox, { limits, state });
  const replica = { client, state };
  replicas.push(replica);
  return replica;
}

/** That many, once they have divided among them what there is. */
async function startReplicas(
  count: number,
  limits: Partial<EpicLimits> & Pick<EpicLimits, 'maxConcurrency'>,
): Promise<readonly Replica[]> {
  const started = await Promise.all(Array.from({ length: count }, () => startReplica(limits)));
  for (const { client } of started) await client.probe();
  await until(() => {
    const parts = started.map(ownOf);
    return sumOf(started) === limits.maxConcurrency && Math.max(...parts) - Math.min(...parts) <= 1;
  });
  sandbox.clearRequests();
  return started;
}

const ownOf = ({ client }: Replica): number => client.health().concurrency.own;
const sumOf = (all: readonly Replica[]): number => all.reduce((sum, each) => sum + ownOf(each), 0);
let ids = 0;
const reads = ({ client }: Replica, count: number): Promise<unknown>[] =>
  Array.from({ length: count }, () => {
    ids += 1;
    return client.read('Patient', `e${ids}`, budgetOf('a'));
  });

describe.skipIf(!isValkeyThere)(`replicas on one store ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('replicas together have as many requests in flight as is configured, and no more', async () => {
    const [one, other] = await startReplicas(2, { maxConcurrency: 8 });
    if (one === undefined || other === undefined) throw new Error('Two were started.');
    const hold = sandbox.hold({ operation: 'read' });
    const all = [...reads(one, 30), ...reads(other, 30)];
    await until(() => hold.arrived === 8);
    // Divided anew it is still so: nothing that is under way is taken away.
    await until(() => ownOf(one) <= 4 && ownOf(other) <= 4);
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(hold.arrived).toBe(8);
    hold.release();
    expect(new Set(await codesOf(all))).toEqual(new Set(['ok']));
  });

  it('replicas lend each other what they do not need, and take it back when they do', async () => {
    const [busy, idle] = await startReplicas(2, { maxConcurrency: 8 });
    if (busy === undefined || idle === undefined) throw new Error('Two were started.');
    const hold = sandbox.hold({ operation: 'read' });
    const first = reads(busy, 40);
    await until(() => hold.arrived === 7);
    expect(ownOf(idle)).toBe(1);
    const second = reads(idle, 40);
    await until(() => hold.arrived === 8);
    // What is under way is not taken away; what is freed is divided.
    expect(busy.client.health().requestClasses.read.inFlight).toBe(7);
    hold.release();
    await until(() => ownOf(busy) === 4 && ownOf(idle) === 4);
    expect(new Set(await codesOf([...first, ...second]))).toEqual(new Set(['ok']));
  });

  it('replicas never exceed the total, even while quotas move', async () => {
    const started = await startReplicas(3, { maxConcurrency: 5 });
    let [underWay, most] = [0, 0];
    const work = started.flatMap((replica) =>
      Array.from({ length: 60 }, async () => {
        ids += 1;
        const budget = budgetOf('a');
        const counted = {
          ...budget,
          countRequest() {
            underWay += 1;
            most = Math.max(most, underWay);
          },
        };
        await replica.client.read('Patient', `e${ids}`, counted);
        underWay -= 1;
      }),
    );
    await Promise.all(work);
    expect(most).toBeLessThanOrEqual(5);
    expect(most).toBeGreaterThan(1);
  });

  it('replicas take turns if there are more of them than places', async () => {
    const started = await startReplicas(3, { maxConcurrency: 1 });
    const all = started.flatMap((replica) => reads(replica, 3));
    expect(new Set(await codesOf(all))).toEqual(new Set(['ok']));
  });

  it('replicas get the quota of one that died when its lease has ended', async () => {
    const [dying, heir] = await startReplicas(2, { maxConcurrency: 4 });
    if (dying === undefined || heir === undefined) throw new Error('Two were started.');
    expect(ownOf(heir)).toBe(2);
    // As if it had been killed: it says nothing any more, and gives nothing back.
    dying.state.close();
    await until(() => ownOf(heir) === 4);
  });

  it('replicas get the quota of one that stops at once', async () => {
    const [stopping, heir] = await startReplicas(2, { maxConcurrency: 4 });
    if (stopping === undefined || heir === undefined) throw new Error('Two were started.');
    const questions = vi.spyOn(heir.state, 'run');
    // In the order in which the gateway does it.
    stopping.client.close();
    stopping.state.close();
    await until(() => ownOf(heir) === 4);
    // A lease that had to end by itself would take eight questions, four a second.
    expect(questions.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it('each replica uses an equal quota while the store is away, says so, and shares again when it is back', async () => {
    const started = await startReplicas(2, { maxConcurrency: 8 });
    await valkey.kill();
    await until(() => started.every(({ client }) => client.health().bound === 'local'));
    expect(started.map(ownOf)).toEqual([4, 4]);
    expect(new Set(await codesOf(started.flatMap((replica) => reads(replica, 10))))).toEqual(new Set(['ok']));
    await valkey.restart();
    await until(() => started.every(({ client }) => client.health().bound === 'shared'));
    await until(() => sumOf(started) === 8);
  });

  it('every replica observes a pause that the FHIR server asked one of them for', async () => {
    const [told, other] = await startReplicas(2, { maxConcurrency: 8 });
    if (told === undefined || other === undefined) throw new Error('Two were started.');
    sandbox.fault({
      match: { operation: 'read' },
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '2' },
    });
    const started = performance.now();
    const read = reads(told, 1);
    await until(() => other.client.health().pausedForMs > 0);
    expect(await codesOf(reads(other, 1))).toEqual(['ok']);
    expect(performance.now() - started).toBeGreaterThan(1_900);
    expect(await codesOf(read)).toEqual(['ok']);
  });

  it('replicas together send no more in any second than is configured', async () => {
    const most = 12;
    const started = await startReplicas(2, { maxConcurrency: 64, maxRps: most });
    const moments: number[] = [];
    const since = performance.now();
    const all = started.flatMap(({ client }, index) =>
      Array.from({ length: 10 + 15 * index }, () => {
        ids += 1;
        const timed = { ...budgetOf('a'), countRequest: () => void moments.push(performance.now()) };
        return client.read('Patient', `e${ids}`, timed);
      }),
    );
    expect(new Set(await codesOf(all))).toEqual(new Set(['ok']));
    expectRate(moments, { since, most });
  });

  it('replicas store nothing about the server or a caller', async () => {
    const [one] = await startReplicas(1, { maxConcurrency: 8 });
    if (one === undefined) throw new Error('One was started.');
    await codesOf(reads(one, 5));
    const keys = await one.state.run("return redis.call('KEYS', '*')", ['any'], []);
    const text = JSON.stringify(keys);
    expect(text).toContain('throttle:');
    expect(text).not.toContain('127.0.0.1');
  });
});

describe('a replica whose store has never been there', () => {
  it('a replica whose store has never been there starts after a second, with the whole quota', async () => {
    const log = createLog('silent');
    const state = createSharedState({ place: { kind: 'valkey', url: 'redis://127.0.0.1:1' }, log });
    const client = await clientOf(sandbox, { limits: { maxConcurrency: 3 }, state });
    replicas.push({ client, state });
    expect(client.health()).toMatchObject({ bound: 'local', concurrency: { own: 0 } });
    expect(await codesOf([client.read('Patient', 'eNobody', budgetOf('a'))])).toEqual(['ok']);
    expect(client.health()).toMatchObject({ bound: 'local', concurrency: { own: 3 } });
  });
});
