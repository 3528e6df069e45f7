import type { Sandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EpicLimits } from '../../src/config/server-settings.ts';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { QUEUE_BOUNDS } from '../../src/resilience/request-scheduler.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { budgetOf, codesOf, expectRate, readyClient, requestedIds, until } from './client.ts';

let sandbox: Sandbox;
let client: SiteClient;

beforeEach(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

async function start(limits: Partial<EpicLimits>): Promise<void> {
  client = await readyClient(sandbox, limits);
}

const reads = (count: number, caller: string, signal?: AbortSignal): Promise<unknown>[] => {
  const budget = budgetOf(caller, signal);
  return Array.from({ length: count }, (_, index) => client.read('Patient', `${caller}${index}`, budget));
};

describe('turns of callers [T7-D1]', () => {
  it('serves callers in turns, so one request does not wait for another caller’s thousand', async () => {
    const concurrency = 4;
    await start({ maxConcurrency: concurrency });
    const hold = sandbox.hold({ operation: 'read' });
    const end = new AbortController();
    const many = codesOf([...reads(1_000, 'many', end.signal), ...reads(1, 'more')]);
    await until(() => hold.arrived === concurrency);
    const one = client.read('Patient', 'theOne', budgetOf('one'));
    await until(() => client.health().requestClasses.read.queued === 1_002 - concurrency);
    hold.release();
    expect(await one).toBeNull();
    // Only the requests in flight and one turn of the other caller come first.
    expect(requestedIds(sandbox).indexOf('theOne')).toBeLessThanOrEqual(concurrency + 1);
    end.abort();
    expect(client.health().requestClasses.read.queued).toBe(0);
    expect(new Set(await many)).toEqual(new Set(['ok', 'OPERATION_ABORTED']));
  });

  it('sends a request of two callers once, at the earlier turn', async () => {
    await start({ maxConcurrency: 1 });
    const hold = sandbox.hold({ operation: 'read' });
    const many = reads(50, 'many');
    await until(() => hold.arrived === 1);
    const same = client.read('Patient', 'many49', budgetOf('one'));
    hold.release();
    expect(await same).toBeNull();
    expect(requestedIds(sandbox).indexOf('many49')).toBeLessThanOrEqual(2);
    expect(new Set(await codesOf(many))).toEqual(new Set(['ok']));
    expect(sandbox.requests).toHaveLength(50);
  });

  it('removes an aborted request from the queue at once, and never sends it', async () => {
    await start({ maxConcurrency: 1 });
    const hold = sandbox.hold({ operation: 'read' });
    const first = reads(1, 'first');
    await until(() => hold.arrived === 1);
    const end = new AbortController();
    const leaving = reads(5, 'leaving', end.signal);
    await until(() => client.health().requestClasses.read.queued === 5);
    end.abort();
    expect(client.health().requestClasses.read.queued).toBe(0);
    expect(new Set(await codesOf(leaving))).toEqual(new Set(['OPERATION_ABORTED']));
    hold.release();
    await codesOf([...first, ...reads(1, 'last')]);
    expect(requestedIds(sandbox)).toEqual(['first0', 'last0']);
  });
});

describe('the queue', () => {
  it('fails a request beyond the caller’s queue limit with UPSTREAM_OVERLOADED', async () => {
    await start({ maxConcurrency: 1 });
    const hold = sandbox.hold({ operation: 'read' });
    const end = new AbortController();
    const waiting = codesOf(reads(QUEUE_BOUNDS.perCaller + 1, 'many', end.signal));
    await until(() => client.health().requestClasses.read.queued === QUEUE_BOUNDS.perCaller);
    const [refused, other] = [reads(1, 'manyMore'), client.read('Patient', 'beyond', budgetOf('many'))];
    await expect(other).rejects.toMatchObject({
      code: 'UPSTREAM_OVERLOADED',
      message:
        "The gateway's queue for the FHIR server is full. Retry later, or select less in one operation.",
    });
    hold.release();
    expect(await codesOf(refused)).toEqual(['ok']);
    end.abort();
    await waiting;
  });

  it('aborts queued requests when the client closes', async () => {
    await start({ maxConcurrency: 1 });
    sandbox.hold({ operation: 'read' });
    const all = codesOf(reads(3, 'any'));
    await until(() => client.health().requestClasses.read.queued === 2);
    client.close();
    expect(await all).toEqual(['OPERATION_ABORTED', 'OPERATION_ABORTED', 'OPERATION_ABORTED']);
    expect(await codesOf(reads(1, 'late'))).toEqual(['OPERATION_ABORTED']);
  });
});

describe('Binary requests', () => {
  it('gives Binary requests at most half of the concurrency, so records do not wait for them', async () => {
    await start({ maxConcurrency: 4 });
    const hold = sandbox.hold({ resourceType: 'Binary' });
    const contents = ['a', 'a', 'a', 'b', 'b', 'b'].map((caller, index) =>
      client.readBinary(`e${index}`, budgetOf(caller)),
    );
    await until(() => hold.arrived === 2);
    expect(await codesOf(reads(6, 'records'))).toEqual(Array.from({ length: 6 }, () => 'ok'));
    expect(hold.arrived).toBe(2);
    expect(client.health().requestClasses.binary).toMatchObject({ queued: 4, inFlight: 2 });
    hold.release();
    await codesOf(contents);
    expect(client.health().requestClasses.binary).toMatchObject({ queued: 0, inFlight: 0 });
  });

  it('sends a Binary request even at a concurrency of one', async () => {
    await start({ maxConcurrency: 1 });
    expect(await codesOf([client.readBinary('eNone', budgetOf('a')), ...reads(1, 'a')])).toEqual([
      'ok',
      'ok',
    ]);
  });
});

describe('EPIC_MAX_RPS', () => {
  it('limits the requests of any second to EPIC_MAX_RPS, retries included [T3-D7]', async () => {
    const most = 20;
    await start({ maxConcurrency: 64, maxRps: most });
    sandbox.fault({ match: { operation: 'read' }, times: 4, kind: 'status', status: 500 });
    const moments: number[] = [];
    const since = performance.now();
    const budget = createRequestBudget();
    const timed = { ...budget, countRequest: () => void moments.push(performance.now()) };
    const all = Array.from({ length: 21 }, (_, index) => client.read('Patient', `e${index}`, timed));
    expect(new Set(await codesOf(all))).toEqual(new Set(['ok']));
    expect(moments).toHaveLength(25);
    expectRate(moments, { since, most });
  });
});
