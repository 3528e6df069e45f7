import { describe, expect, it } from 'vitest';
import { memoizeWithTtl } from '../../src/http/memoize-with-ttl.ts';

/** A question whose answers are given by hand, and how often it was asked. */
function question(): {
  ask: () => Promise<string>;
  answer: (answer: string) => Promise<void>;
  fail: (reason: string) => Promise<void>;
  asked: () => number;
  clock: { now: number };
} {
  const clock = { now: 0 };
  let asked = 0;
  let pending = Promise.withResolvers<string>();
  const ask = memoizeWithTtl(
    () => {
      asked += 1;
      pending = Promise.withResolvers();
      return pending.promise;
    },
    { successTtlMs: 1_000, failureTtlMs: 100, now: () => clock.now },
  );
  return {
    ask,
    asked: () => asked,
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

describe('a remembered question', () => {
  it('a memoized function is not called before its result is needed', () => {
    expect(question().asked()).toBe(0);
  });

  it('a memoized function is called once, however many wait and however long it takes', async () => {
    const { ask, answer, asked, clock } = question();
    const waiting = [ask(), ask()];
    clock.now = 1_000_000;
    waiting.push(ask());
    await answer('one');
    expect(await Promise.all(waiting)).toEqual(['one', 'one', 'one']);
    expect(asked()).toBe(1);
  });

  it('a result from the future is dropped, as after a clock was put right', async () => {
    const { ask, fail, asked, clock } = question();
    clock.now = 600_000;
    const first = ask();
    await fail('the clock is wrong');
    await expect(first).rejects.toThrow('the clock is wrong');
    clock.now = 0;
    void ask();
    expect(asked()).toBe(2);
  });

  it('a result is kept for its time, counted from when it came', async () => {
    const { ask, answer, asked, clock } = question();
    const first = ask();
    clock.now = 5_000;
    await answer('one');
    await first;
    clock.now = 5_999;
    expect(await ask()).toBe('one');
    clock.now = 6_000;
    const second = ask();
    await answer('two');
    expect(await second).toBe('two');
    expect(asked()).toBe(2);
  });

  it('a failure is kept for its own, shorter time', async () => {
    const { ask, answer, fail, asked, clock } = question();
    const first = ask();
    await fail('away');
    await expect(first).rejects.toThrow('away');
    clock.now = 99;
    await expect(ask()).rejects.toThrow('away');
    expect(asked()).toBe(1);
    clock.now = 100;
    const second = ask();
    await answer('back');
    expect(await second).toBe('back');
  });

  it('an earlier result is gone once a later call has failed', async () => {
    const { ask, answer, fail, clock } = question();
    const first = ask();
    await answer('one');
    await first;
    clock.now = 1_000;
    const second = ask();
    await fail('away');
    await expect(second).rejects.toThrow('away');
    await expect(ask()).rejects.toThrow('away');
  });
});
