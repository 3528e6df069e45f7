import { describe, expect, it } from 'vitest';
import type { FailedAttempt } from '../../src/http/retry-policy.ts';
import {
  type AimdLimit,
  applyLimit,
  decreaseAfterFailure,
  FULL_LIMIT,
  increaseAfterResponse,
  isOverloadFailure,
  MAX_PAUSE_MS,
  pauseWithReplicas,
} from '../../src/resilience/aimd-limit.ts';

const createFailure = (facts: Partial<FailedAttempt>): FailedAttempt => ({
  method: 'GET',
  attempt: 1,
  ...facts,
});
const timing = (now: number, sentAt = now - 1) => ({ sentAt, now });
const limitAt = (share: number): AimdLimit => ({ ...FULL_LIMIT, share });

describe('decreaseAfterFailure', () => {
  it.each<[what: string, facts: Partial<FailedAttempt>, isOverload: boolean]>([
    ['status 429', { status: 429 }, true],
    ['status 503', { status: 503 }, true],
    ['status 408', { status: 408 }, true],
    ['a timeout', { transportCode: 'ETIMEDOUT' }, true],
    ['status 500', { status: 500 }, false],
    ['status 502', { status: 502 }, false],
    ['status 504', { status: 504 }, false],
    ['status 404', { status: 404 }, false],
    ['status 401', { status: 401 }, false],
    ['a refused connection', { transportCode: 'ECONNREFUSED' }, false],
    ['a broken connection', { transportCode: 'ECONNRESET' }, false],
    ['an unknown host name', { transportCode: 'ENOTFOUND' }, false],
  ])('halves the share after %s only if that is a sign of overload', (_what, facts, isOverload) => {
    expect(isOverloadFailure(createFailure(facts))).toBe(isOverload);
    expect(decreaseAfterFailure(FULL_LIMIT, createFailure(facts), timing(100)).share).toBe(
      isOverload ? 0.5 : 1,
    );
  });

  it('halves the share once for all requests sent before an overload', () => {
    const first = decreaseAfterFailure(FULL_LIMIT, createFailure({ status: 429 }), timing(100, 50));
    const others = [60, 70, 100].reduce(
      (each, sentAt) => decreaseAfterFailure(each, createFailure({ status: 429 }), timing(110, sentAt)),
      first,
    );
    expect([first.share, others.share]).toEqual([0.5, 0.5]);
    expect(decreaseAfterFailure(others, createFailure({ status: 429 }), timing(120, 101)).share).toBe(0.25);
  });

  it('never reduces a limit below one', () => {
    let current = FULL_LIMIT;
    for (let now = 1; now < 100; now += 1)
      current = decreaseAfterFailure(current, createFailure({ status: 503 }), timing(now, now));
    expect(current.share).toBeGreaterThan(0);
    expect([applyLimit(current, 8), applyLimit(current, 10)]).toEqual([1, 1]);
  });

  it.each<[what: string, facts: Partial<FailedAttempt>, pausedForMs: number]>([
    ['429 with Retry-After', { status: 429, retryAfterMs: 2_000 }, 2_000],
    ['503 with Retry-After', { status: 503, retryAfterMs: 7_000 }, 7_000],
    ['a Retry-After of a day', { status: 429, retryAfterMs: 86_400_000 }, MAX_PAUSE_MS],
    ['429 without Retry-After', { status: 429 }, 0],
  ])('pauses every request after %s', (_what, facts, pausedForMs) => {
    expect(decreaseAfterFailure(FULL_LIMIT, createFailure(facts), timing(1_000)).pausedUntil).toBe(
      1_000 + pausedForMs,
    );
  });

  it('never shortens a pause after another failure', () => {
    const paused = decreaseAfterFailure(
      FULL_LIMIT,
      createFailure({ status: 429, retryAfterMs: 5_000 }),
      timing(0),
    );
    const again = decreaseAfterFailure(
      paused,
      createFailure({ status: 429, retryAfterMs: 1_000 }),
      timing(100),
    );
    expect(again.pausedUntil).toBe(5_000);
  });
});

describe('pauseWithReplicas', () => {
  it('adopts a pause of another replica, unless its own pause is longer', () => {
    const paused = pauseWithReplicas(FULL_LIMIT, 2_000, 1_000);
    expect(paused).toEqual({ ...FULL_LIMIT, pausedUntil: 3_000 });
    expect(pauseWithReplicas(paused, 500, 1_000)).toBe(paused);
    expect(pauseWithReplicas(FULL_LIMIT, 0, 1_000)).toBe(FULL_LIMIT);
  });
});

describe('increaseAfterResponse', () => {
  it.each<[concurrency: number, answers: number]>([
    [1, 8],
    [8, 48],
    [64, 400],
    [256, 1_600],
  ])(
    'grows the share at a concurrency of %i from a half to the whole in about %i responses',
    (concurrency, answers) => {
      let current = limitAt(0.5);
      let count = 0;
      for (; current.share < 1; count += 1) current = increaseAfterResponse(current, concurrency);
      expect(count).toBeGreaterThan(answers * 0.8);
      expect(count).toBeLessThan(answers * 1.25);
    },
  );

  it('does not change the full share after a response', () => {
    expect(increaseAfterResponse(FULL_LIMIT, 8)).toBe(FULL_LIMIT);
  });
});

describe('applyLimit', () => {
  it.each<[share: number, concurrency: number, rate: number]>([
    [1, 8, 100],
    [0.5, 4, 50],
    [0.49, 3, 49],
    [0.1, 1, 10],
    [1 / 32, 1, 3],
  ])(
    'reduces limits at a share of %d to a concurrency of %i and a rate of %i',
    (share, concurrency, rate) => {
      expect([applyLimit(limitAt(share), 8), applyLimit(limitAt(share), 100)]).toEqual([concurrency, rate]);
    },
  );

  it('leaves a limit of zero at zero', () => {
    expect(applyLimit(FULL_LIMIT, 0)).toBe(0);
  });
});
