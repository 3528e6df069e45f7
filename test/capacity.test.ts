import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MeasuredCosts, readMeasuredCosts } from '../bench/measured-costs.ts';
import { createMix } from '../bench/replica-operations.ts';
import { judgeReplicas, MAX_ERROR } from '../bench/replica-report.ts';
import { parseWork, subtractWork } from '../bench/valkey.ts';
import {
  ASSUMPTIONS,
  capacityFor,
  costOfMix,
  predictThroughput,
  usersPerReplica,
  usersPerSite,
  usersPerStore,
} from '../scripts/capacity-model.ts';

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
  idleMb: 150,
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
      cores: 0.3,
      replicas: 1,
      storeScriptsPerSecond: 200,
      limit: 'concurrency at Epic',
    });
    expect(capacityFor(COSTS, { users: 15_000, sites: 1_000 })).toMatchObject({
      cores: 3,
      replicas: 5,
      limit: 'nothing yet',
    });
    const busyStore = { ...COSTS, operations: [{ ...operation, storeCpuMs: 1 }] };
    expect(capacityFor(busyStore, { users: 15_000, sites: 1_000 }).limit).toBe('CPU of the store');
  });

  it('finds the number of users at which each limit is reached', () => {
    const users = usersPerSite(COSTS);
    const concurrencyOf = (count: number): number =>
      capacityFor(COSTS, { users: count, sites: 1 }).neededConcurrency;
    expect(concurrencyOf(users)).toBe(ASSUMPTIONS.maxConcurrency);
    expect(concurrencyOf(users + 2)).toBeGreaterThan(ASSUMPTIONS.maxConcurrency);
    expect(capacityFor(COSTS, { users: usersPerReplica(COSTS), sites: 1 }).replicas).toBe(1);
    expect(capacityFor(COSTS, { users: usersPerReplica(COSTS) + 2, sites: 1 }).replicas).toBe(2);
    expect(usersPerStore(COSTS)).toBe(90_000);
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

describe('the measured costs', () => {
  const costs = readMeasuredCosts();

  it('predict the throughput of 1, 2 and 4 replicas within the error that docs/capacity.md states', () => {
    expect(readFileSync('docs/capacity.md', 'utf8')).toContain(`over ${100 * MAX_ERROR} %`);
    expect(costs.points.filter(({ hasStore }) => hasStore).map(({ replicas }) => replicas)).toEqual([
      1, 2, 4,
    ]);
    expect(judgeReplicas(costs).filter(({ isMet }) => !isMet)).toEqual([]);
  });

  it('have a mix whose shares add up to one', () => {
    const total = costs.operations.reduce((sum, { share }) => sum + share, 0);
    expect(total).toBeCloseTo(1);
  });
});

describe('the mix of the bench', () => {
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
