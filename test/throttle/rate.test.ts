import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRate } from '../../src/throttle/rate.ts';

describe('a rate', () => {
  it('lets as many go at once as may go within a second, and the next when the first is a second old', () => {
    const rate = createRate(3);
    for (const now of [0, 10, 20]) {
      expect(rate.next(now, 3)).toBe(now);
      rate.note(now);
    }
    expect(rate.next(30, 3)).toBe(1_000);
    rate.note(1_000);
    expect(rate.next(1_005, 3)).toBe(1_010);
  });

  it('goes by the lower number while less is allowed', () => {
    const rate = createRate(10);
    for (const now of [0, 1, 2]) rate.note(now);
    expect(rate.next(3, 2)).toBe(1_001);
    expect(rate.next(3, 10)).toBe(3);
  });

  it('counts a retry at the moment at which it will go', () => {
    const rate = createRate(1);
    rate.reserve(500);
    expect(rate.next(0, 1)).toBe(1_500);
  });

  it('lets others go at once until a retry will, of which it takes a single place', () => {
    const rate = createRate(2);
    rate.note(0);
    rate.reserve(10_000);
    expect(rate.next(0, 2)).toBe(0);
    rate.note(0);
    expect(rate.next(0, 2)).toBe(1_000);
    rate.note(9_500);
    expect(rate.next(9_600, 2)).toBe(10_500);
  });

  it('knows how many went within the last second', () => {
    const rate = createRate(5);
    for (const now of [0, 500, 900, 1_200]) rate.note(now);
    expect([rate.recent(1_000), rate.recent(1_600), rate.recent(3_000)]).toEqual([3, 2, 0]);
  });

  it('lets none go while none may', () => {
    expect(createRate(5).next(0, 0)).toBe(Infinity);
  });

  it('that is not bounded lets all go at once', () => {
    const rate = createRate(null);
    for (let count = 0; count < 1_000; count += 1) rate.note(5);
    expect(rate.next(5, 0)).toBe(5);
  });

  it('never lets more go within any second, however they and their retries come', () => {
    const step = record({ gap: integer({ min: 0, max: 300 }), delay: constantFrom(0, 0, 150, 900, 4_000) });
    assert(
      property(integer({ min: 1, max: 5 }), array(step, { maxLength: 60 }), (most, steps) => {
        const rate = createRate(most);
        const sent: number[] = [];
        let now = 0;
        for (const { gap, delay } of steps) {
          now += gap;
          const start = rate.next(now + delay, most);
          sent.push(start);
          if (delay > 0) rate.reserve(start);
          else {
            rate.note(start);
            now = start;
          }
        }
        for (const moment of sent) {
          const within = sent.filter((each) => each >= moment && each < moment + 1_000);
          expect(within.length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
