import { describe, expect, it } from 'vitest';
import { memoizeWithTtl } from '../../src/http/memoize-with-ttl.ts';

/** Creates a memoized function whose results the test settles, and counts its calls. */
function createMemoized(): {
  load: () => Promise<string>;
  succeed: (result: string) => Promise<void>;
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
    succeed: async (result) => {
      pending.resolve(result);
      await pending.promise;
    },
    fail: async (reason) => {
      pending.reject(new Error(reason));
      await pending.promise.catch(() => undefined);
    },
  };
}

describe('memoizeWithTtl', () => {
  it('does not call the function before its result is needed', () => {
    expect(createMemoized().calls()).toBe(0);
  });

  it('calls the function once, however many callers wait and however long it takes', async () => {
    const { load, succeed, calls, clock } = createMemoized();
    const waiting = [load(), load()];
    clock.now = 1_000_000;
    waiting.push(load());
    await succeed('one');
    expect(await Promise.all(waiting)).toEqual(['one', 'one', 'one']);
    expect(calls()).toBe(1);
  });

  it('drops a result from the future, such as after a clock correction', async () => {
    const { load, fail, calls, clock } = createMemoized();
    clock.now = 600_000;
    const first = load();
    await fail('the clock is wrong');
    await expect(first).rejects.toThrow('the clock is wrong');
    clock.now = 0;
    void load();
    expect(calls()).toBe(2);
  });

  it('keeps a result for its TTL, counted from its arrival', async () => {
    const { load, succeed, calls, clock } = createMemoized();
    const first = load();
    clock.now = 5_000;
    await succeed('one');
    await first;
    clock.now = 5_999;
    expect(await load()).toBe('one');
    clock.now = 6_000;
    const second = load();
    await succeed('two');
    expect(await second).toBe('two');
    expect(calls()).toBe(2);
  });

  it('keeps a failure for its own, shorter TTL', async () => {
    const { load, succeed, fail, calls, clock } = createMemoized();
    const first = load();
    await fail('away');
    await expect(first).rejects.toThrow('away');
    clock.now = 99;
    await expect(load()).rejects.toThrow('away');
    expect(calls()).toBe(1);
    clock.now = 100;
    const second = load();
    await succeed('back');
    expect(await second).toBe('back');
  });

  it('drops an earlier result after a later call fails', async () => {
    const { load, succeed, fail, clock } = createMemoized();
    const first = load();
    await succeed('one');
    await first;
    clock.now = 1_000;
    const second = load();
    await fail('away');
    await expect(second).rejects.toThrow('away');
    await expect(load()).rejects.toThrow('away');
  });
});
