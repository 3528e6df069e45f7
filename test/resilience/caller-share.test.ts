import { array, assert as assertProperty, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestClass } from '../../src/resilience/request-class.ts';
import { createRequestScheduler } from '../../src/resilience/request-scheduler.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { budgetOf, codesOf, readyClient, until } from './client.ts';

interface InFlight {
  readonly caller: string;
  readonly requestClass: RequestClass;
  readonly end: () => void;
}

interface TestedScheduler {
  /** The requests in flight, in the order in which they started. */
  readonly inFlight: readonly InFlight[];
  readonly queued: () => number;
  enter(caller: string, count: number, requestClass?: RequestClass): Promise<void>;
  /** Ends the caller's oldest request. */
  end(caller: string): Promise<void>;
  resize(concurrency: number): Promise<void>;
  countOf(caller: string, requestClass?: RequestClass): number;
}

/** A request starts within the microtasks of the call that lets it start. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function startScheduler(initial: number): TestedScheduler {
  let concurrency = initial;
  const inFlight: InFlight[] = [];
  const scheduler = createRequestScheduler({
    maxConcurrency: 256,
    concurrency: () => concurrency,
    nextStart: (now) => now,
    onStart: () => {},
  });
  const enterOne = async (caller: string, requestClass: RequestClass): Promise<void> => {
    const release = await scheduler.enter({ requestClass, type: 'Patient', caller }, () => {});
    const started = { caller, requestClass, end: release };
    inFlight.push(started);
  };
  return {
    inFlight,
    queued: () => scheduler.queued.total,
    enter(caller, count, requestClass = 'read') {
      for (let sent = 0; sent < count; sent += 1) void enterOne(caller, requestClass);
      return settle();
    },
    end(caller) {
      const at = inFlight.findIndex((each) => each.caller === caller);
      if (at >= 0) inFlight.splice(at, 1)[0]?.end();
      return settle();
    },
    resize(to) {
      concurrency = to;
      scheduler.dispatch();
      return settle();
    },
    countOf: (caller, requestClass) =>
      inFlight.filter(
        (each) => each.caller === caller && (requestClass ?? each.requestClass) === each.requestClass,
      ).length,
  };
}

describe('the share of a caller [T7-D1]', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
    [7, 5],
    [8, 6],
    [256, 192],
  ])('at a concurrency of %i, one caller has at most %i requests in flight', async (concurrency, most) => {
    const scheduler = startScheduler(concurrency);
    await scheduler.enter('a', 300);
    expect(scheduler.countOf('a')).toBe(most);
  });

  it('lets another caller’s read through at once while one caller’s slow reads wait at the FHIR server', async () => {
    const sandbox = await borrowSandbox();
    const client = await readyClient(sandbox, { maxConcurrency: 8 });
    const hold = sandbox.hold({ path: /\/slow\d+$/ });
    const budget = budgetOf('a');
    const slow = codesOf(
      Array.from({ length: 100 }, (_, nth) => client.read('Patient', `slow${nth}`, budget)),
    );
    await until(() => client.health().requestClasses.read.queued === 94);
    expect(await client.read('Patient', 'one', budgetOf('b'))).toBeNull();
    expect(client.health().requestClasses.read).toMatchObject({ queued: 94, inFlight: 6 });
    hold.release();
    expect(new Set(await slow)).toEqual(new Set(['ok']));
    client.close();
    await sandbox.close();
  });

  it.each<[RequestClass]>([['binary'], ['create']])(
    'leaves a place for another caller among the slow requests of class %s',
    async (requestClass) => {
      const scheduler = startScheduler(8);
      await scheduler.enter('a', 100, requestClass);
      await scheduler.enter('b', 1, requestClass);
      expect([scheduler.countOf('a'), scheduler.countOf('b')]).toEqual([3, 1]);
    },
  );

  it('counts the requests of every class together', async () => {
    const scheduler = startScheduler(8);
    await scheduler.enter('a', 100, 'binary');
    await scheduler.enter('a', 100, 'create');
    await scheduler.enter('a', 100, 'search');
    expect(scheduler.countOf('a')).toBe(6);
    await scheduler.enter('b', 2, 'read');
    expect(scheduler.countOf('b')).toBe(2);
  });

  it('passes over a caller at their share in one lane, and starts their request of another', async () => {
    const scheduler = startScheduler(8);
    await scheduler.enter('a', 4, 'binary');
    await scheduler.enter('a', 1, 'read');
    expect([scheduler.countOf('a', 'binary'), scheduler.countOf('a', 'read')]).toEqual([3, 1]);
  });

  it('serves two flooding callers in turn whenever a request ends', async () => {
    const scheduler = startScheduler(8);
    await scheduler.enter('a', 50);
    await scheduler.enter('b', 50);
    const counts = [[scheduler.countOf('a'), scheduler.countOf('b')]];
    for (const ending of ['a', 'a', 'b']) {
      await scheduler.end(ending);
      counts.push([scheduler.countOf('a'), scheduler.countOf('b')]);
    }
    // The place goes to A, who was passed over, then to B, and then to A again.
    expect(counts).toEqual([
      [6, 2],
      [6, 2],
      [5, 3],
      [6, 2],
    ]);
  });

  it('follows the concurrency when it changes', async () => {
    const scheduler = startScheduler(8);
    await scheduler.enter('a', 50);
    await scheduler.resize(4);
    await scheduler.enter('b', 1);
    expect([scheduler.countOf('a'), scheduler.countOf('b')]).toEqual([6, 0]);
    await scheduler.end('a');
    await scheduler.end('a');
    await scheduler.end('a');
    expect([scheduler.countOf('a'), scheduler.countOf('b')]).toEqual([3, 1]);
    await scheduler.resize(8);
    expect(scheduler.countOf('a')).toBe(6);
  });

  it('limits the requests of the gateway itself too', async () => {
    const scheduler = startScheduler(8);
    await scheduler.enter('', 50);
    await scheduler.enter('a', 1);
    expect([scheduler.countOf(''), scheduler.countOf('a')]).toEqual([6, 1]);
  });

  it('serves every request in the end, however callers, classes and the concurrency change', async () => {
    const step = record({
      caller: constantFrom('a', 'b', 'c'),
      action: constantFrom('enter', 'enter', 'end', 'resize'),
      requestClass: constantFrom<RequestClass>('read', 'binary', 'create'),
      concurrency: integer({ min: 1, max: 9 }),
    });
    await assertProperty(
      asyncProperty(array(step, { maxLength: 40 }), async (steps) => {
        const scheduler = startScheduler(4);
        let concurrency = 4;
        const excesses: string[] = [];
        for (const { caller, action, requestClass, concurrency: to } of steps) {
          const before = scheduler.inFlight.length;
          if (action === 'enter') await scheduler.enter(caller, 3, requestClass);
          else if (action === 'end') await scheduler.end(caller);
          else await scheduler.resize((concurrency = to));
          const started = scheduler.inFlight.at(-1)?.caller ?? '';
          const isStarted = scheduler.inFlight.length > before;
          const share = Math.max(1, Math.floor(concurrency * 0.75));
          if (isStarted && scheduler.countOf(started) > share) excesses.push(started);
        }
        expect(excesses).toEqual([]);
        while (scheduler.inFlight.length > 0) await scheduler.end(scheduler.inFlight[0]?.caller ?? '');
        expect(scheduler.queued()).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
