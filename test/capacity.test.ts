import { readFileSync } from 'node:fs';
import { startSandbox } from 'epic-fhir-sandbox';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type MeasuredCosts, readMeasuredCosts } from '../bench/measured-costs.ts';
import { createMix, createOperationKinds } from '../bench/replica-operations.ts';
import { judgeReplicas, MAX_ERROR } from '../bench/replica-report.ts';
import { parseWork, subtractWork } from '../bench/valkey.ts';
import {
  ASSUMPTIONS,
  capacityFor,
  costOfMix,
  gatewayMsOf,
  predictThroughput,
  renewalsPerSecond,
  usersPerReplica,
  usersPerSite,
  usersPerStore,
} from '../scripts/capacity-model.ts';
import { createQuotaLease } from '../src/resilience/quota-lease.ts';
import { createReplyingState } from './support/hostile-store.ts';

const operation: MeasuredCosts['operations'][number] = {
  name: 'cheap',
  share: 0.75,
  fhirRequests: 2,
  fhirBytes: 40_000,
  clientBytes: 1_000,
  cpuMs: 2,
  cpuMsWithoutStore: 1.8,
  storeScripts: 2,
  storeCommands: 10,
  storeBytes: 4_000,
  storeCpuMs: 0.1,
};
const point: MeasuredCosts['points'][number] = {
  replicas: 1,
  hasStore: true,
  operationsPerSecond: 300,
  p50Ms: 40,
  p99Ms: 80,
  gatewayMs: 3,
  sandboxMs: 1,
  loadMs: 0.4,
  storeMs: 0.1,
  fhirRequests: 3,
  storeScripts: 2,
  storeCommands: 10,
  storeBytes: 4_000,
  peakMb: 300,
  availableCores: 2,
};
const COSTS: MeasuredCosts = {
  measuredOn: '2026-11-30',
  cores: 2,
  node: 'v24.0.0',
  store: 'Valkey',
  operations: [operation, { ...operation, name: 'costly', share: 0.25, fhirRequests: 6, cpuMs: 6 }],
  points: [point],
};

describe('the capacity model', () => {
  it('weights the operations of the mix by their shares', () => {
    expect(costOfMix(COSTS)).toMatchObject({ fhirRequests: 3, cpuMs: 3, storeScripts: 2 });
  });

  it('computes requests, concurrency, cores and replicas of users and sites', () => {
    expect(capacityFor(COSTS, { users: 1_500, sites: 2 })).toMatchObject({
      operationsPerSecond: 100,
      fhirPerSecondAndSite: 150,
      inFlightPerSite: 37.5,
      neededConcurrency: 54,
      replicas: 1,
      storeScriptsPerSecond: 200 + 8,
      limit: 'concurrency at Epic',
    });
    expect(capacityFor(COSTS, { users: 15_000, sites: 200 })).toMatchObject({
      replicas: 6,
      limit: 'nothing yet',
    });
    const busyStore = { ...COSTS, operations: [{ ...operation, storeCpuMs: 1 }] };
    expect(capacityFor(busyStore, { users: 15_000, sites: 200 }).limit).toBe('CPU of the store');
  });

  it('sizes replicas by the group in which an operation took the most CPU', () => {
    const groups = { ...COSTS, points: [point, { ...point, replicas: 4, gatewayMs: 4 }] };
    expect(gatewayMsOf(groups)).toBe(4);
    expect(capacityFor(groups, { users: 15_000, sites: 1 })).toMatchObject({ replicas: 7 });
  });

  it('needs a request at each site for each replica', () => {
    expect(capacityFor(COSTS, { users: 45_000, sites: 1_000 })).toMatchObject({
      inFlightPerSite: 2.25,
      neededConcurrency: capacityFor(COSTS, { users: 45_000, sites: 1_000 }).replicas,
      limit: 'concurrency at Epic',
    });
  });

  it('counts the scripts of leases: four per second for each replica and active site', () => {
    expect(renewalsPerSecond({ operationsPerSecond: 20_000 / 15, sites: 100, replicas: 12 })).toBe(4_800);
    expect(renewalsPerSecond({ operationsPerSecond: 20_000 / 15, sites: 500, replicas: 12 })).toBe(24_000);
    // 50 users send 3.33 operations per second, and each keeps one site active for ten seconds.
    expect(renewalsPerSecond({ operationsPerSecond: 50 / 15, sites: 100, replicas: 1 })).toBeCloseTo(400 / 3);
  });

  it('counts leases in the scripts, the core of the store and the cores of the replicas', () => {
    const busy = capacityFor(COSTS, { users: 1_500, sites: 100 });
    // 100 operations per second, each with 2 scripts, and 4 scripts per second for each of 100 sites.
    expect(busy).toMatchObject({ replicas: 1, storeScriptsPerSecond: 200 + 400 });
    expect(busy.storeCore).toBeCloseTo(100 * 0.0001 + 400 * 0.000_04);
    expect(busy.cores).toBeCloseTo(100 * 0.003 + 400 * 0.000_07);
  });

  it('finds the number of users at which each limit is reached', () => {
    const users = usersPerSite(COSTS);
    const concurrencyOf = (count: number): number =>
      capacityFor(COSTS, { users: count, sites: 1 }).neededConcurrency;
    expect(concurrencyOf(users)).toBe(ASSUMPTIONS.maxConcurrency);
    expect(concurrencyOf(users + 2)).toBeGreaterThan(ASSUMPTIONS.maxConcurrency);
    for (const sites of [1, 100]) {
      const [ofReplica, ofStore] = [usersPerReplica(COSTS, sites), usersPerStore(COSTS, sites)];
      expect(capacityFor(COSTS, { users: ofReplica, sites }).replicas).toBe(1);
      expect(capacityFor(COSTS, { users: ofReplica + 1, sites }).replicas).toBe(2);
      expect(capacityFor(COSTS, { users: ofStore, sites }).storeCore).toBeLessThanOrEqual(0.6);
      expect(capacityFor(COSTS, { users: ofStore + 1, sites }).storeCore).toBeGreaterThan(0.6);
    }
    expect(usersPerReplica(COSTS, 100)).toBeLessThan(usersPerReplica(COSTS, 1));
  });

  it('predicts a throughput from what runs out first', () => {
    const [first] = COSTS.points;
    const predict = (changes: Partial<typeof point>, costs = COSTS) => {
      const { limit, operationsPerSecond } = predictThroughput(costs, { ...point, ...first, ...changes });
      return [limit, Math.round(operationsPerSecond)];
    };
    expect(predict({})).toEqual(['one core of each replica', 333]);
    expect(predict({ replicas: 2 })).toEqual(['the cores of the machine', 444]);
    const slowSandbox = { ...COSTS, points: [{ ...point, sandboxMs: 20 }] };
    expect(predict({ replicas: 2, availableCores: 8 }, slowSandbox)).toEqual(['the core of the sandbox', 50]);
  });
});

describe('the leases of a replica', () => {
  afterEach(() => void vi.useRealTimers());

  it('take four scripts per second while a site is in use, and for ten seconds after an operation', async () => {
    expect(await countScripts({ busyMs: 10_000, totalMs: 10_000 })).toBeCloseTo(40, -1);
    // The first, forty renewals, and the return of the lease.
    expect(await countScripts({ busyMs: 50, totalMs: 30_000 })).toBeCloseTo(42, -1);
  });
});

describe('the measured costs', () => {
  const costs = readMeasuredCosts();
  const page = readFileSync('docs/capacity.md', 'utf8');

  it('are of groups of 1, 2 and 4 replicas', () => {
    const groups = costs.points.filter(({ hasStore }) => hasStore).map(({ replicas }) => replicas);
    expect(groups).toEqual([1, 2, 4]);
  });

  it('predict the throughput with the errors that docs/capacity.md states', () => {
    const errors = costs.points.map(
      (each) => predictThroughput(costs, each).operationsPerSecond / each.operationsPerSecond - 1,
    );
    const [lowest, highest] = [Math.min(...errors), Math.max(...errors)].map((error) =>
      (100 * Math.abs(error)).toFixed(0),
    );
    expect(page).toContain(`from ${lowest} % too low to ${highest} % too high`);
    expect(page).toContain(`${100 * MAX_ERROR.above} % too high or ${100 * MAX_ERROR.below} % too low`);
    expect(judgeReplicas(costs).filter(({ isMet }) => !isMet)).toEqual([]);
  });

  it('grow with the replicas as docs/capacity.md says', () => {
    const single = costs.points.find(({ hasStore }) => hasStore);
    const growth = (100 * (gatewayMsOf(costs) / (single?.gatewayMs ?? 0) - 1)).toFixed(0);
    expect(page).toContain(`by up to ${growth} %`);
  });

  it('have the largest memory that docs/capacity.md names to size by', () => {
    expect(page).toContain(`at most ${Math.max(...costs.points.map(({ peakMb }) => peakMb))} MB`);
  });

  it('have a mix whose shares add up to one', () => {
    const total = costs.operations.reduce((sum, { share }) => sum + share, 0);
    expect(total).toBeCloseTo(1);
  });
});

const judge = (operationsPerSecond: number) =>
  judgeReplicas({ ...COSTS, points: [{ ...point, operationsPerSecond }] })[0];

describe('the goals of the bench of replicas', () => {
  it('allow a prediction that is too low more than one that is too high, which means too few replicas', () => {
    // 333 are predicted.
    expect(judge(280)).toMatchObject({ isMet: false, figure: '333 predicted, 280 measured, 19 %' });
    expect(judge(300)).toMatchObject({ isMet: true });
    expect(judge(540)).toMatchObject({ isMet: true, figure: '333 predicted, 540 measured, -38 %' });
    expect(judge(600)).toMatchObject({ isMet: false });
  });
});

describe('the memory of an active site in docs/capacity.md', () => {
  it('is what the process grows by in bench/README.md', () => {
    const bench = readFileSync('bench/README.md', 'utf8');
    const processMb = (row: string): number =>
      Number(new RegExp(`^\\| ${row} +\\| +[\\d.]+ +\\| (\\d+)`, 'm').exec(bench)?.[1]);
    const each = Math.round((1_024 * (processMb('500 active') - processMb('1 active'))) / 499);
    expect(readFileSync('docs/capacity.md', 'utf8')).toContain(`${each} kB for each active site`);
  });
});

describe('the mix of the bench', () => {
  it('reads the encounters of ordinary patients, as many as docs/capacity.md says', async () => {
    const sandbox = await startSandbox();
    const patients = sandbox.patients.slice(0, 50).map(({ id }) => id);
    const kinds = createOperationKinds({
      kind: 'started',
      environment: {},
      ids: [],
      withFewLabs: [],
      withManyLabs: '',
      withManyEncounters: '',
      entities: { patients, encounters: [] },
    });
    const encounters = kinds.find(({ name }) => name === 'encounters of an ordinary patient');
    const counts = patients.map((_, turn) => {
      const id = String(encounters?.at(turn).variables?.['id']);
      return Math.min(20, sandbox.chart(id, 'Encounter').length);
    });
    await sandbox.close();
    const mean = counts.reduce((total, count) => total + count, 0) / counts.length;
    const page = readFileSync('docs/capacity.md', 'utf8');
    expect(page).toContain(`${mean.toFixed(1)} encounters on average`);
    expect(readMeasuredCosts().operations.map(({ name }) => name)).toEqual(
      expect.arrayContaining(kinds.map(({ name }) => name)),
    );
  });

  it('spreads its operations evenly, in proportion to their shares', () => {
    const kinds = [0.4, 0.4, 0.1, 0.1, 0].map((share, index) => ({
      name: `kind ${index}`,
      share,
      at: () => ({ query: '{ site { id } }' }),
    }));
    const next = createMix(kinds);
    const sent = Array.from({ length: 100 }, (_, turn) => next(turn).name);
    expect(kinds.map(({ name }) => sent.filter((other) => other === name).length)).toEqual([
      40, 40, 10, 10, 0,
    ]);
    const lists = sent.slice(0, 10).filter((name) => name === 'kind 0');
    expect(lists).toHaveLength(4);
  });
});

describe('the work of a store', () => {
  const INFO = [
    'used_cpu_sys:0.5',
    'used_cpu_user:1.5',
    'total_net_input_bytes:1000',
    'total_net_output_bytes:500',
    'cmdstat_eval:calls=7,usec=100,usec_per_call=14.28',
    'cmdstat_get:calls=5,usec=5,usec_per_call=1.00',
    'cmdstat_client|setinfo:calls=2,usec=2,usec_per_call=1.00',
    'cmdstat_info:calls=3,usec=90,usec_per_call=30.00',
  ].join('\r\n');

  it('counts scripts, the commands that they call, bytes and CPU, and no commands of connections', () => {
    expect(parseWork(INFO)).toEqual({ scripts: 7, commands: 12, bytes: 1_500, cpuMicroseconds: 2_000_000 });
  });

  it('is the difference between two moments', () => {
    const later = INFO.replace('calls=7', 'calls=9').replace('input_bytes:1000', 'input_bytes:1200');
    expect(subtractWork(parseWork(later), parseWork(INFO))).toEqual({
      scripts: 2,
      commands: 2,
      bytes: 200,
      cpuMicroseconds: 0,
    });
  });
});

/** Counts the scripts of one replica for one site to which it sends requests for a time. */
async function countScripts({ busyMs, totalMs }: Record<'busyMs' | 'totalMs', number>): Promise<number> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  let [scripts, started] = [0, 0];
  const lease = createQuotaLease({
    state: createReplyingState(() => {
      scripts += 1;
      return [8, 0, 1, 0];
    }),
    upstream: 'https://fhir.example.org',
    total: { concurrency: 8, rps: null },
    report: () => ({ inFlight: 0, peak: 0, queued: 0, started, recent: 0, pausedForMs: 0 }),
    onChange: () => {},
  });
  for (let ms = 0; ms < totalMs; ms += 50) {
    if (ms < busyMs) started += 1;
    await vi.advanceTimersByTimeAsync(50);
  }
  lease.close();
  return scripts;
}
