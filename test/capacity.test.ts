import { readFileSync } from 'node:fs';
import { startSandbox } from 'epic-fhir-sandbox';
import { describe, expect, it } from 'vitest';
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
import { NO_SANDBOX_FACTS } from './support/no-sandbox-facts.ts';

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
      replicas: 2,
      storeScriptsPerSecond: 200 + 16,
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
    // 100 operations per second, each with 2 scripts, and 4 scripts per second for each of 100 sites and 2 replicas.
    expect(busy).toMatchObject({ replicas: 2, storeScriptsPerSecond: 200 + 800 });
    expect(busy.storeCore).toBeCloseTo(100 * 0.0001 + 800 * 0.000_04);
    expect(busy.cores).toBeCloseTo(100 * 0.003 + 800 * 0.000_07);
  });

  it('runs two replicas, and counts the leases of both, even if the CPU of one is enough', () => {
    const [two, one] = [ASSUMPTIONS, { ...ASSUMPTIONS, minReplicas: 1 }].map((assumptions) =>
      capacityFor(COSTS, { users: 50, sites: 1 }, assumptions),
    );
    expect(two).toMatchObject({ replicas: 2, neededConcurrency: 4 });
    expect(one).toMatchObject({ replicas: 1, neededConcurrency: 4 });
    expect((two?.storeScriptsPerSecond ?? 0) - (one?.storeScriptsPerSecond ?? 0)).toBeCloseTo(4);
  });

  it('finds the number of users at which each limit is reached', () => {
    const users = usersPerSite(COSTS);
    const concurrencyOf = (count: number): number =>
      capacityFor(COSTS, { users: count, sites: 1 }).neededConcurrency;
    expect(concurrencyOf(users)).toBe(ASSUMPTIONS.maxConcurrency);
    expect(concurrencyOf(users + 2)).toBeGreaterThan(ASSUMPTIONS.maxConcurrency);
    for (const sites of [1, 100]) {
      const [ofReplica, ofStore] = [usersPerReplica(COSTS, sites), usersPerStore(COSTS, sites)];
      const replicasFor = (count: number): number =>
        capacityFor(COSTS, { users: count, sites }, { ...ASSUMPTIONS, minReplicas: 1 }).replicas;
      expect([replicasFor(ofReplica), replicasFor(ofReplica + 1)]).toEqual([1, 2]);
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

  it('predicts from the costs of one replica, whatever the predicted group costs', () => {
    const measured = { ...point, replicas: 4, gatewayMs: 30, sandboxMs: 10, loadMs: 4, storeMs: 1 };
    const groups = { ...COSTS, points: [point, measured] };
    expect(predictThroughput(groups, measured)).toEqual(predictThroughput(COSTS, { ...point, replicas: 4 }));
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
    expect(page).toContain(`${100 * ASSUMPTIONS.utilization * (1 + MAX_ERROR.above)} % busy`);
    expect(judgeReplicas(costs).filter(({ isMet }) => !isMet)).toEqual([]);
  });

  it('grow with the replicas as docs/capacity.md says', () => {
    const single = costs.points.find(({ hasStore }) => hasStore);
    const growth = (100 * (gatewayMsOf(costs) / (single?.gatewayMs ?? 0) - 1)).toFixed(0);
    expect(page).toContain(`by up to ${growth} %`);
  });

  it('leave as much of the machine idle with several replicas as docs/capacity.md says', () => {
    const idleShares = costs.points
      .filter(({ replicas }) => replicas > 1)
      .map(({ operationsPerSecond, gatewayMs, sandboxMs, loadMs, storeMs, availableCores }) => {
        const usedCores = (operationsPerSecond * (gatewayMs + sandboxMs + loadMs + storeMs)) / 1_000;
        return 1 - usedCores / availableCores;
      });
    expect(page).toContain(`up to ${(100 * Math.max(...idleShares)).toFixed(0)} % of the machine`);
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
  it('allow a prediction that is at most 50 % too high or 30 % too low', () => {
    // 333 are predicted.
    expect(judge(215)).toMatchObject({ isMet: false, figure: '333 predicted, 215 measured, 55 %' });
    expect(judge(230)).toMatchObject({ isMet: true });
    expect(judge(460)).toMatchObject({ isMet: true, figure: '333 predicted, 460 measured, -28 %' });
    expect(judge(500)).toMatchObject({ isMet: false });
  });
});

describe('the memory of an active site in docs/capacity.md', () => {
  const page = readFileSync('docs/capacity.md', 'utf8');
  const bench = readFileSync('bench/README.md', 'utf8');

  it('is what the process grows by from 100 to 500 sites in bench/README.md', () => {
    const processMb = (row: string): number =>
      Number(new RegExp(`^\\| ${row} +\\| +[\\d.]+ +\\| (\\d+)`, 'm').exec(bench)?.[1]);
    const [of100, of500] = [processMb('100 active'), processMb('500 active')];
    const siteKb = Math.round((1_024 * (of500 - of100)) / 400);
    expect(page).toContain(`${siteKb} kB for each active site`);
    expect(page).toContain(`memory: an active site takes ${siteKb} kB`);
    expect(bench).toContain(`${siteKb} kB for each site (from ${of100} to ${of500} MB over 400 sites)`);
  });

  it('leaves room for as many sites in 1 GiB as the page says', () => {
    const [, peakMb, siteKb] =
      /at most (\d+) MB, and (\d+) kB for each active site/.exec(page)?.map(Number) ?? [];
    const sites = (1_024 * (1_024 - (peakMb ?? 0))) / (siteKb ?? 0);
    expect(page).toContain(
      `leaves room for ${(100 * Math.floor(sites / 100)).toLocaleString('en')} active sites`,
    );
    const row = /^\| sites +\| memory: .*/m.exec(page)?.[0];
    expect(row).toContain(`${(100 * Math.floor(sites / 100)).toLocaleString('en')} sites`);
  });
});

describe('the mix of the bench', () => {
  it('reads the encounters of ordinary patients, as many as docs/capacity.md says', async () => {
    const sandbox = await startSandbox();
    const patients = sandbox.patients.slice(0, 50).map(({ id }) => id);
    const kinds = createOperationKinds({ ...NO_SANDBOX_FACTS, entities: { patients, encounters: [] } });
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
