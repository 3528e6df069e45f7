import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairQueue, type FairQueue, type QueueEntry } from '../../src/resilience/fair-queue.ts';
import { QUEUE_BOUNDS } from '../../src/resilience/request-scheduler.ts';

const LARGE_BOUNDS = { perCaller: 100_000, total: 100_000 };

function createFilledQueue(
  ...entries: readonly (readonly [caller: string, value: string])[]
): FairQueue<string> {
  const queue = createFairQueue<string>(LARGE_BOUNDS);
  for (const [caller, value] of entries) queue.add(caller, value);
  return queue;
}

/** Takes an entry of any caller, except of those given. */
function take(queue: FairQueue<string>, ...except: readonly string[]): string | undefined {
  return queue.take((caller) => !except.includes(caller))?.value;
}

function drain(queue: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let value = take(queue); value !== undefined; value = take(queue)) taken.push(value);
  return taken;
}

describe('createFairQueue', () => {
  it('serves callers in turns, and each caller’s entries in order', () => {
    const queue = createFilledQueue(
      ['a', 'a1'],
      ['a', 'a2'],
      ['a', 'a3'],
      ['b', 'b1'],
      ['c', 'c1'],
      ['b', 'b2'],
    );
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('serves a caller with one entry after at most one of another caller’s ten thousand', () => {
    const queue = createFairQueue<string>(LARGE_BOUNDS);
    for (let index = 0; index < 10_000; index += 1) queue.add('many', `many ${index}`);
    take(queue);
    queue.add('one', 'one');
    expect([take(queue), take(queue)]).toContain('one');
  });

  it('returns undefined when it is empty', () => {
    const queue = createFairQueue<string>(LARGE_BOUNDS);
    expect(take(queue)).toBeUndefined();
    queue.add('a', 'a1');
    drain(queue);
    expect([take(queue), queue.length]).toEqual([undefined, 0]);
  });

  it('passes over a caller who may not have a turn, and serves them next when they may', () => {
    const queue = createFilledQueue(['a', 'a1'], ['a', 'a2'], ['b', 'b1'], ['b', 'b2'], ['b', 'b3']);
    expect([take(queue, 'a'), take(queue, 'a'), take(queue, 'a', 'b')]).toEqual(['b1', 'b2', undefined]);
    expect(drain(queue)).toEqual(['a1', 'b3', 'a2']);
  });

  it('names the caller in whose turn it took an entry of two callers', () => {
    const queue = createFairQueue<string>(LARGE_BOUNDS);
    queue.add('a', 'both')?.addCaller('b');
    expect(queue.take((caller) => caller !== 'a')).toEqual({ caller: 'b', value: 'both' });
  });

  it('removes an entry from any position, and only once', () => {
    const queue = createFairQueue<string>(LARGE_BOUNDS);
    const entries = ['a1', 'a2', 'a3', 'a4'].map((value) => queue.add('a', value));
    expect([entries[1]?.remove(), entries[3]?.remove(), entries[3]?.remove()]).toEqual([true, true, false]);
    expect(queue.length).toBe(2);
    expect(drain(queue)).toEqual(['a1', 'a3']);
    expect(entries[0]?.remove()).toBe(false);
  });

  it('serves an entry of two callers once, at the earlier turn', () => {
    const queue = createFairQueue<string>(LARGE_BOUNDS);
    queue.add('a', 'a1');
    queue.add('a', 'a2');
    queue.add('a', 'both')?.addCaller('b');
    expect(drain(queue)).toEqual(['a1', 'both', 'a2']);
  });

  it('removes an entry of two callers from both of their queues', () => {
    const queue = createFairQueue<string>(LARGE_BOUNDS);
    const both = queue.add('a', 'both');
    both?.addCaller('b');
    both?.addCaller('b');
    queue.add('b', 'b1');
    both?.remove();
    both?.addCaller('c');
    expect([queue.length, drain(queue)]).toEqual([1, ['b1']]);
  });

  it('limits the entries of each caller and in total', () => {
    const queue = createFairQueue<string>({ perCaller: 2, total: 5 });
    const canAdd = (caller: string, value: string): boolean => queue.add(caller, value) !== null;
    expect([canAdd('a', 'a1'), canAdd('a', 'a2'), canAdd('a', 'a3')]).toEqual([true, true, false]);
    expect([canAdd('b', 'b1'), canAdd('c', 'c1'), canAdd('d', 'd1')]).toEqual([true, true, true]);
    expect([canAdd('e', 'e1'), queue.length]).toEqual([false, 5]);
    take(queue);
    expect([canAdd('e', 'e1'), queue.length]).toEqual([true, 5]);
  });

  it('leaves room for a caller with few entries, however many others add', () => {
    const queue = createFairQueue<string>(QUEUE_BOUNDS);
    const canAdd = (caller: string): boolean => queue.add(caller, caller) !== null;
    for (const greedy of ['a', 'b', 'c', 'd']) {
      while (canAdd(greedy));
    }
    expect(['a', 'b', 'c', 'd'].map(canAdd)).toEqual([false, false, false, false]);
    const operation = Array.from({ length: 150 }, () => canAdd('modest'));
    expect(new Set(operation)).toEqual(new Set([true]));
    expect(queue.length).toBeLessThan(QUEUE_BOUNDS.total);
  });

  it('keeps the other entries in order when selected entries are taken', () => {
    const queue = createFilledQueue(['a', 'read'], ['a', 'search 1'], ['b', 'search 2'], ['b', 'read']);
    expect(queue.takeAll((value) => value.startsWith('search'))).toEqual(['search 1', 'search 2']);
    expect([queue.length, drain(queue)]).toEqual([2, ['read', 'read']]);
  });

  it('never gives one caller two turns while another waits', () => {
    const step = record({
      caller: constantFrom('a', 'b', 'c', 'd'),
      action: constantFrom('add', 'take', 'remove'),
    });
    assert(
      property(array(step, { maxLength: 200 }), integer({ min: 0, max: 50 }), (steps, pick) => {
        const queue = createFairQueue<string>(LARGE_BOUNDS);
        const waiting = new Map<string, number>();
        const since = new Map<string, Map<string, number>>();
        const entries: { caller: string; entry: QueueEntry }[] = [];
        const overtaken: string[] = [];
        const count = (caller: string, by: number): void => {
          waiting.set(caller, (waiting.get(caller) ?? 0) + by);
          if (waiting.get(caller) === 0) since.delete(caller);
          else if (!since.has(caller)) since.set(caller, new Map());
        };
        for (const { caller, action } of steps) {
          if (action === 'add') {
            const entry = queue.add(caller, caller);
            if (entry !== null) entries.push({ caller, entry });
            count(caller, 1);
          } else if (action === 'remove') {
            const chosen = entries[pick % Math.max(1, entries.length)];
            if (chosen?.entry.remove() === true) count(chosen.caller, -1);
          } else {
            const taken = take(queue);
            if (taken === undefined) continue;
            for (const [other, turns] of since) {
              if (other === taken) continue;
              const turnsOfTaken = (turns.get(taken) ?? 0) + 1;
              turns.set(taken, turnsOfTaken);
              if (turnsOfTaken > 1) overtaken.push(other);
            }
            since.delete(taken);
            count(taken, -1);
          }
        }
        expect(overtaken).toEqual([]);
        expect(queue.length).toBe([...waiting.values()].reduce((sum, each) => sum + each, 0));
      }),
    );
  });
});
