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

const failed = (facts: Partial<FailedAttempt>): FailedAttempt => ({ method: 'GET', attempt: 1, ...facts });
const at = (now: number, sentAt = now - 1) => ({ sentAt, now });
const limitAt = (share: number): AimdLimit => ({ ...FULL_LIMIT, share });

describe('a failed attempt', () => {
  it.each<[what: string, facts: Partial<FailedAttempt>, isStrain: boolean]>([
    ['429', { status: 429 }, true],
    ['503', { status: 503 }, true],
    ['408', { status: 408 }, true],
    ['a timeout', { transportCode: 'ETIMEDOUT' }, true],
    ['500', { status: 500 }, false],
    ['502', { status: 502 }, false],
    ['504', { status: 504 }, false],
    ['404', { status: 404 }, false],
    ['401', { status: 401 }, false],
    ['a refused connection', { transportCode: 'ECONNREFUSED' }, false],
    ['a connection that broke', { transportCode: 'ECONNRESET' }, false],
    ['a name that is not found', { transportCode: 'ENOTFOUND' }, false],
  ])('%s halves the share only if it is a sign of overload', (_what, facts, isStrain) => {
    expect(isOverloadFailure(failed(facts))).toBe(isStrain);
    expect(decreaseAfterFailure(FULL_LIMIT, failed(facts), at(100)).share).toBe(isStrain ? 0.5 : 1);
  });

  it('an overload halves the share, once for all requests that were sent before', () => {
    const first = decreaseAfterFailure(FULL_LIMIT, failed({ status: 429 }), at(100, 50));
    const others = [60, 70, 100].reduce(
      (each, sentAt) => decreaseAfterFailure(each, failed({ status: 429 }), at(110, sentAt)),
      first,
    );
    expect([first.share, others.share]).toEqual([0.5, 0.5]);
    expect(decreaseAfterFailure(others, failed({ status: 429 }), at(120, 101)).share).toBe(0.25);
  });

  it('one request at a time, and one in a second, always remain', () => {
    let current = FULL_LIMIT;
    for (let now = 1; now < 100; now += 1)
      current = decreaseAfterFailure(current, failed({ status: 503 }), at(now, now));
    expect(current.share).toBeGreaterThan(0);
    expect([applyLimit(current, 8), applyLimit(current, 10)]).toEqual([1, 1]);
  });

  it.each<[what: string, facts: Partial<FailedAttempt>, pausedForMs: number]>([
    ['429 with Retry-After', { status: 429, retryAfterMs: 2_000 }, 2_000],
    ['503 with Retry-After', { status: 503, retryAfterMs: 7_000 }, 7_000],
    ['a Retry-After of a day', { status: 429, retryAfterMs: 86_400_000 }, MAX_PAUSE_MS],
    ['429 without Retry-After', { status: 429 }, 0],
  ])('%s pauses every request for as long as it says', (_what, facts, pausedForMs) => {
    expect(decreaseAfterFailure(FULL_LIMIT, failed(facts), at(1_000)).pausedUntil).toBe(1_000 + pausedForMs);
  });

  it('a failure does not shorten a pause', () => {
    const paused = decreaseAfterFailure(FULL_LIMIT, failed({ status: 429, retryAfterMs: 5_000 }), at(0));
    const again = decreaseAfterFailure(paused, failed({ status: 429, retryAfterMs: 1_000 }), at(100));
    expect(again.pausedUntil).toBe(5_000);
  });
});

describe('a pause that another replica was told of', () => {
  it('a pause of another replica holds here too, unless there is a longer one', () => {
    const paused = pauseWithReplicas(FULL_LIMIT, 2_000, 1_000);
    expect(paused).toEqual({ ...FULL_LIMIT, pausedUntil: 3_000 });
    expect(pauseWithReplicas(paused, 500, 1_000)).toBe(paused);
    expect(pauseWithReplicas(FULL_LIMIT, 0, 1_000)).toBe(FULL_LIMIT);
  });
});

describe('an answer', () => {
  it.each<[concurrency: number, answers: number]>([
    [1, 8],
    [8, 48],
    [64, 400],
    [256, 1_600],
  ])(
    'at a concurrency of %i the share grows from a half to the whole in about %i answers',
    (concurrency, answers) => {
      let current = limitAt(0.5);
      let count = 0;
      for (; current.share < 1; count += 1) current = increaseAfterResponse(current, concurrency);
      expect(count).toBeGreaterThan(answers * 0.8);
      expect(count).toBeLessThan(answers * 1.25);
    },
  );

  it('an answer changes nothing at the full share', () => {
    expect(increaseAfterResponse(FULL_LIMIT, 8)).toBe(FULL_LIMIT);
  });
});

describe('the bounds at a share', () => {
  it.each<[share: number, concurrency: number, rate: number]>([
    [1, 8, 100],
    [0.5, 4, 50],
    [0.49, 3, 49],
    [0.1, 1, 10],
    [1 / 32, 1, 3],
  ])('a share of %d gives a concurrency of %i and a rate of %i', (share, concurrency, rate) => {
    expect([applyLimit(limitAt(share), 8), applyLimit(limitAt(share), 100)]).toEqual([concurrency, rate]);
  });

  it('a share of no requests is none', () => {
    expect(applyLimit(FULL_LIMIT, 0)).toBe(0);
  });
});
