import { describe, expect, it } from 'vitest';
import { memoizeWithTtl } from '../../src/http/memoize-with-ttl.ts';

/** A memoized function whose results a test settles, and how often it was called. */
function memoized(): {
  load: () => Promise<string>;
  answer: (answer: string) => Promise<void>;
  fail: (reason: string) => Promise<void>;
  calls: () => number;
  clock: { now: number };
} {
  const clock = { now: 0 };
  let calls = 0;
  let pending = Promise.withResolvers<string>();
  const load = memoizeWithTtl(
    () => {
      calls += 1;
      pending = Promise.withResolvers();
      return pending.promise;
    },
    { successTtlMs: 1_000, failureTtlMs: 100, now: () => clock.now },
  );
  return {
    load,
    calls: () => calls,
    clock,
    answer: async (answer) => {
      pending.resolve(answer);
      await pending.promise;
    },
    fail: async (reason) => {
      pending.reject(new Error(reason));
      await pending.promise.catch(() => undefined);
    },
  };
}

describe('a memoized function', () => {
  it('a memoized function is not called before its result is needed', () => {
    expect(memoized().calls()).toBe(0);
  });

  it('a memoized function is called once, however many wait and however long it takes', async () => {
    const { load, answer, calls, clock } = memoized();
    const waiting = [load(), load()];
    clock.now = 1_000_000;
    waiting.push(load());
    await answer('one');
    expect(await Promise.all(waiting)).toEqual(['one', 'one', 'one']);
    expect(calls()).toBe(1);
  });

  it('a result from the future is dropped, as after a clock was put right', async () => {
    const { load, fail, calls, clock } = memoized();
    clock.now = 600_000;
    const first = load();
    await fail('the clock is wrong');
    await expect(first).rejects.toThrow('the clock is wrong');
    clock.now = 0;
    void load();
    expect(calls()).toBe(2);
  });

  it('a result is kept for its time, counted from when it came', async () => {
    const { load, answer, calls, clock } = memoized();
    const first = load();
    clock.now = 5_000;
    await answer('one');
    await first;
    clock.now = 5_999;
    expect(await load()).toBe('one');
    clock.now = 6_000;
    const second = load();
    await answer('two');
    expect(await second).toBe('two');
    expect(calls()).toBe(2);
  });

  it('a failure is kept for its own, shorter time', async () => {
    const { load, answer, fail, calls, clock } = memoized();
    const first = load();
    await fail('away');
    await expect(first).rejects.toThrow('away');
    clock.now = 99;
    await expect(load()).rejects.toThrow('away');
    expect(calls()).toBe(1);
    clock.now = 100;
    const second = load();
    await answer('back');
    expect(await second).toBe('back');
  });

  it('an earlier result is gone once a later call has failed', async () => {
    const { load, answer, fail, clock } = memoized();
    const first = load();
    await answer('one');
    await first;
    clock.now = 1_000;
    const second = load();
    await fail('away');
    await expect(second).rejects.toThrow('away');
    await expect(load()).rejects.toThrow('away');
  });
});
