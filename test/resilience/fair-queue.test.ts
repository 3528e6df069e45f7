import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairQueue, type FairQueue, type QueueEntry } from '../../src/resilience/fair-queue.ts';
import { QUEUE_BOUNDS } from '../../src/resilience/request-scheduler.ts';

const ROOMY = { perCaller: 100_000, total: 100_000 };

function queueOf(...entries: readonly (readonly [caller: string, value: string])[]): FairQueue<string> {
  const queue = createFairQueue<string>(ROOMY);
  for (const [caller, value] of entries) queue.add(caller, value);
  return queue;
}

function drain(queue: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let value = queue.take(); value !== undefined; value = queue.take()) taken.push(value);
  return taken;
}

describe('a fair queue', () => {
  it('callers take turns, and the entries of each caller keep their order', () => {
    const queue = queueOf(['a', 'a1'], ['a', 'a2'], ['a', 'a3'], ['b', 'b1'], ['c', 'c1'], ['b', 'b2']);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('a caller with one entry waits at most one turn behind ten thousand of another', () => {
    const queue = createFairQueue<string>(ROOMY);
    for (let index = 0; index < 10_000; index += 1) queue.add('many', `many ${index}`);
    queue.take();
    queue.add('one', 'one');
    expect([queue.take(), queue.take()]).toContain('one');
  });

  it('an empty queue returns nothing', () => {
    const queue = createFairQueue<string>(ROOMY);
    expect(queue.take()).toBeUndefined();
    queue.add('a', 'a1');
    drain(queue);
    expect([queue.take(), queue.length]).toEqual([undefined, 0]);
  });

  it('an entry can leave from anywhere, at once and only once', () => {
    const queue = createFairQueue<string>(ROOMY);
    const entries = ['a1', 'a2', 'a3', 'a4'].map((value) => queue.add('a', value));
    expect([entries[1]?.remove(), entries[3]?.remove(), entries[3]?.remove()]).toEqual([true, true, false]);
    expect(queue.length).toBe(2);
    expect(drain(queue)).toEqual(['a1', 'a3']);
    expect(entries[0]?.remove()).toBe(false);
  });

  it('an entry of two callers is taken once, at whichever turn comes first', () => {
    const queue = createFairQueue<string>(ROOMY);
    queue.add('a', 'a1');
    queue.add('a', 'a2');
    queue.add('a', 'both')?.addCaller('b');
    expect(drain(queue)).toEqual(['a1', 'both', 'a2']);
  });

  it('an entry of two callers leaves both of their queues', () => {
    const queue = createFairQueue<string>(ROOMY);
    const both = queue.add('a', 'both');
    both?.addCaller('b');
    both?.addCaller('b');
    queue.add('b', 'b1');
    both?.remove();
    both?.addCaller('c');
    expect([queue.length, drain(queue)]).toEqual([1, ['b1']]);
  });

  it('a queue is bounded for each caller and in total', () => {
    const queue = createFairQueue<string>({ perCaller: 2, total: 5 });
    const isIn = (caller: string, value: string): boolean => queue.add(caller, value) !== null;
    expect([isIn('a', 'a1'), isIn('a', 'a2'), isIn('a', 'a3')]).toEqual([true, true, false]);
    expect([isIn('b', 'b1'), isIn('c', 'c1'), isIn('d', 'd1')]).toEqual([true, true, true]);
    expect([isIn('e', 'e1'), queue.length]).toEqual([false, 5]);
    queue.take();
    expect([isIn('e', 'e1'), queue.length]).toEqual([true, 5]);
  });

  it('a queue has room for a caller with few entries, however many others add', () => {
    const queue = createFairQueue<string>(QUEUE_BOUNDS);
    const isIn = (caller: string): boolean => queue.add(caller, caller) !== null;
    for (const greedy of ['a', 'b', 'c', 'd']) {
      while (isIn(greedy));
    }
    expect(['a', 'b', 'c', 'd'].map(isIn)).toEqual([false, false, false, false]);
    const operation = Array.from({ length: 150 }, () => isIn('modest'));
    expect(new Set(operation)).toEqual(new Set([true]));
    expect(queue.length).toBeLessThan(QUEUE_BOUNDS.total);
  });

  it('taking selected entries keeps the others in order', () => {
    const queue = queueOf(['a', 'read'], ['a', 'search 1'], ['b', 'search 2'], ['b', 'read']);
    expect(queue.takeAll((value) => value.startsWith('search'))).toEqual(['search 1', 'search 2']);
    expect([queue.length, drain(queue)]).toEqual([2, ['read', 'read']]);
  });

  it('no caller waits while another has two turns, whatever comes and goes', () => {
    const step = record({
      caller: constantFrom('a', 'b', 'c', 'd'),
      does: constantFrom('add', 'take', 'leave'),
    });
    assert(
      property(array(step, { maxLength: 200 }), integer({ min: 0, max: 50 }), (steps, pick) => {
        const queue = createFairQueue<string>(ROOMY);
        const waiting = new Map<string, number>();
        const since = new Map<string, Map<string, number>>();
        const entries: { caller: string; entry: QueueEntry }[] = [];
        const overtaken: string[] = [];
        const count = (caller: string, by: number): void => {
          waiting.set(caller, (waiting.get(caller) ?? 0) + by);
          if (waiting.get(caller) === 0) since.delete(caller);
          else if (!since.has(caller)) since.set(caller, new Map());
        };
        for (const { caller, does } of steps) {
          if (does === 'add') {
            const entry = queue.add(caller, caller);
            if (entry !== null) entries.push({ caller, entry });
            count(caller, 1);
          } else if (does === 'leave') {
            const chosen = entries[pick % Math.max(1, entries.length)];
            if (chosen?.entry.remove() === true) count(chosen.caller, -1);
          } else {
            const taken = queue.take();
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
