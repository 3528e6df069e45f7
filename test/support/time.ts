/** Passes the time of timeouts and pauses in a moment. Sockets, promises and the event loop stay real. */
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timers from 'node:timers/promises';
import { afterAll, beforeAll, vi } from 'vitest';
import { PATIENCE } from './patience.ts';

/** Resolves in the turn of the event loop in which the condition holds. Unlike `vi.waitUntil`, it does not advance faked clocks. */
export async function until(condition: () => boolean): Promise<void> {
  const since = performance.now();
  while (!condition()) {
    if (performance.now() - since > PATIENCE.timeout) throw new Error(`Still false: ${String(condition)}`);
    await new Promise(setImmediate);
  }
}

/**
 * Starts the work with clocks that stand still. Once it is ready, passes the milliseconds for each timeout that it has set, and returns
 * its result. On the slowest machine, no timeout ends before.
 */
export async function passTime<T>(
  ms: number,
  isReady: () => boolean,
  work: () => PromiseLike<T>,
): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let isSettled = false;
    const result = Promise.resolve(work()).finally(() => (isSettled = true));
    result.catch(() => {});
    await until(() => isSettled || isReady());
    vi.advanceTimersByTime(ms);
    return await result;
  } finally {
    vi.useRealTimers();
  }
}

/** Moves faked clocks as a blocked event loop does: each timer that is due meanwhile fires once, and late. */
export function jumpTime(ms: number): void {
  const clock: unknown = Reflect.get(setTimeout, 'clock');
  const jump: unknown = typeof clock === 'object' && clock !== null ? Reflect.get(clock, 'jump') : null;
  if (typeof jump !== 'function') throw new TypeError('The clocks are not faked.');
  Reflect.apply(jump, clock, [ms]);
}

/** Shortens each pause, such as those between attempts, to a millisecond, in the tests of the file or `describe` that calls it. */
export function skipPauses(): void {
  const { setTimeout: pause } = timers;
  beforeAll(() => {
    timers.setTimeout = (_ms, value, options) => pause(1, value, options);
    syncBuiltinESMExports();
  });
  afterAll(() => {
    timers.setTimeout = pause;
    syncBuiltinESMExports();
  });
}
