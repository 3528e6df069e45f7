import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpicLimits } from '../../src/config/server-settings.ts';
import { PATIENCE } from '../support/patience.ts';
import type { SiteClient } from '../support/site.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSharedState, type SharedState } from '../../src/state/shared-state.ts';
import { clientOf } from '../epic/epic-client.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { budgetOf, codesOf, expectRate, until } from './client.ts';

interface Replica {
  readonly client: SiteClient;
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
  const state = createSharedState({
    place: { kind: 'valkey', url: valkey.url },
    log,
    withinMs: PATIENCE.timeout,
  });
  const client = await clientOf(sandbox, { limits, state });
  const replica = { client, state };
  replicas.push(replica);
  return replica;
}

/** Starts replicas, and waits until they share the total evenly. */
async function startReplicas(
  count: number,
  limits: Partial<EpicLimits> & Pick<EpicLimits, 'maxConcurrency'>,
): Promise<readonly Replica[]> {
  const started = await Promise.all(Array.from({ length: count }, () => startReplica(limits)));
  for (const { client } of started) await client.probe();
  await until(() => {
    const quotas = started.map(quotaOf);
    return sumQuotas(started) === limits.maxConcurrency && Math.max(...quotas) - Math.min(...quotas) <= 1;
  });
  sandbox.clearRequests();
  return started;
}

const quotaOf = ({ client }: Replica): number => client.health().concurrency.own;
const sumQuotas = (all: readonly Replica[]): number => all.reduce((sum, each) => sum + quotaOf(each), 0);
let ids = 0;
/** Reads for two callers, because one may not use the whole quota. */
const reads = ({ client }: Replica, count: number): Promise<unknown>[] =>
  Array.from({ length: count }, () => {
    ids += 1;
    return client.read('Patient', `e${ids}`, budgetOf(ids % 2 === 0 ? 'a' : 'b'));
  });

describe.skipIf(!isValkeyThere)(`replicas on one store ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('sends exactly the configured number of concurrent requests from all replicas together [T3-D7]', async () => {
    const [one, other] = await startReplicas(2, { maxConcurrency: 8 });
    if (one === undefined || other === undefined) throw new Error('A replica is missing.');
    const hold = sandbox.hold({ operation: 'read' });
    const all = [...reads(one, 30), ...reads(other, 30)];
    await until(() => hold.arrived === 8);
    // A new division does not take permits from requests in flight, so the total stays the same.
    await until(() => quotaOf(one) <= 4 && quotaOf(other) <= 4);
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(hold.arrived).toBe(8);
    hold.release();
    expect(new Set(await codesOf(all))).toEqual(new Set(['ok']));
  });

  it('lends unused quota to another replica, and returns it when it is needed', async () => {
    const [busy, idle] = await startReplicas(2, { maxConcurrency: 8 });
    if (busy === undefined || idle === undefined) throw new Error('A replica is missing.');
    const hold = sandbox.hold({ operation: 'read' });
    const first = reads(busy, 40);
    await until(() => hold.arrived === 7);
    expect(quotaOf(idle)).toBe(1);
    const second = reads(idle, 40);
    await until(() => hold.arrived === 8);
    // Requests in flight keep their permits. Only freed permits are divided.
    expect(busy.client.health().requestClasses.read.inFlight).toBe(7);
    hold.release();
    await until(() => quotaOf(busy) === 4 && quotaOf(idle) === 4);
    expect(new Set(await codesOf([...first, ...second]))).toEqual(new Set(['ok']));
  });

  it('never exceeds the total while quotas move between replicas', async () => {
    const started = await startReplicas(3, { maxConcurrency: 5 });
    let [inFlight, peak] = [0, 0];
    const work = started.flatMap((replica) =>
      Array.from({ length: 60 }, async () => {
        ids += 1;
        const budget = budgetOf('a');
        const counted = {
          ...budget,
          countRequest() {
            inFlight += 1;
            peak = Math.max(peak, inFlight);
          },
        };
        await replica.client.read('Patient', `e${ids}`, counted);
        inFlight -= 1;
      }),
    );
    await Promise.all(work);
    expect(peak).toBeLessThanOrEqual(5);
    expect(peak).toBeGreaterThan(1);
  });

  it('gives replicas turns if there are more of them than permits', async () => {
    const started = await startReplicas(3, { maxConcurrency: 1 });
    const all = started.flatMap((replica) => reads(replica, 3));
    expect(new Set(await codesOf(all))).toEqual(new Set(['ok']));
  });

  it('divides the quota of a dead replica after its lease expires', async () => {
    const [dying, heir] = await startReplicas(2, { maxConcurrency: 4 });
    if (dying === undefined || heir === undefined) throw new Error('A replica is missing.');
    expect(quotaOf(heir)).toBe(2);
    // Like a killed process: it sends nothing more and returns no quota.
    dying.state.close();
    await until(() => quotaOf(heir) === 4);
  });

  it('divides the quota of a stopping replica at once', async () => {
    const [stopping, heir] = await startReplicas(2, { maxConcurrency: 4 });
    if (stopping === undefined || heir === undefined) throw new Error('A replica is missing.');
    const scriptRuns = vi.spyOn(heir.state, 'run');
    // In the gateway's shutdown order.
    stopping.client.close();
    stopping.state.close();
    await until(() => quotaOf(heir) === 4);
    // Waiting for the lease to expire would take eight runs, at four a second.
    expect(scriptRuns.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it('uses an equal local quota per replica while the store is down, and shares again after it recovers', async () => {
    const started = await startReplicas(2, { maxConcurrency: 8 });
    await valkey.kill();
    await until(() => started.every(({ client }) => client.health().bound === 'local'));
    expect(started.map(quotaOf)).toEqual([4, 4]);
    expect(new Set(await codesOf(started.flatMap((replica) => reads(replica, 10))))).toEqual(new Set(['ok']));
    await valkey.restart();
    await until(() => started.every(({ client }) => client.health().bound === 'shared'));
    await until(() => sumQuotas(started) === 8);
  });

  it('pauses every replica after the FHIR server sent one of them Retry-After', async () => {
    const [paused, other] = await startReplicas(2, { maxConcurrency: 8 });
    if (paused === undefined || other === undefined) throw new Error('A replica is missing.');
    sandbox.fault({
      match: { operation: 'read' },
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '60' },
    });
    expect(await codesOf(reads(paused, 1))).toEqual(['UPSTREAM_RATE_LIMITED']);
    await until(() => other.client.health().pausedForMs > 0);
    expect(await codesOf(reads(other, 1))).toEqual(['UPSTREAM_RATE_LIMITED']);
    expect(sandbox.requests).toHaveLength(1);
  });

  it('limits the requests of all replicas together in any second [T3-D7]', async () => {
    const maxRps = 12;
    const started = await startReplicas(2, { maxConcurrency: 64, maxRps });
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
    expectRate(moments, { since, most: maxRps });
  });

  it('stores nothing about the FHIR server or a caller', async () => {
    const [one] = await startReplicas(1, { maxConcurrency: 8 });
    if (one === undefined) throw new Error('A replica is missing.');
    await codesOf(reads(one, 5));
    const keys = await one.state.run("return redis.call('KEYS', '*')", ['any'], []);
    const text = JSON.stringify(keys);
    expect(text).toContain('throttle:');
    expect(text).not.toContain('127.0.0.1');
  });
});

describe('a replica whose store was never reachable', () => {
  it('starts with the whole quota after a second if the store was never reachable', async () => {
    const log = createLog('silent');
    const state = createSharedState({
      place: { kind: 'valkey', url: 'redis://127.0.0.1:1' },
      log,
      withinMs: PATIENCE.timeout,
    });
    const client = await clientOf(sandbox, { limits: { maxConcurrency: 3 }, state });
    replicas.push({ client, state });
    expect(client.health()).toMatchObject({ bound: 'local', concurrency: { own: 0 } });
    expect(await codesOf([client.read('Patient', 'eAbsent', budgetOf('a'))])).toEqual(['ok']);
    expect(client.health()).toMatchObject({ bound: 'local', concurrency: { own: 3 } });
  });
});
