import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlidingWindow } from '../../src/resilience/sliding-window.ts';

describe('createSlidingWindow', () => {
  it('permits a second’s requests at once, and the next when the first is a second old', () => {
    const window = createSlidingWindow(3);
    for (const now of [0, 10, 20]) {
      expect(window.next(now, 3)).toBe(now);
      window.record(now);
    }
    expect(window.next(30, 3)).toBe(1_000);
    window.record(1_000);
    expect(window.next(1_005, 3)).toBe(1_010);
  });

  it('applies a lower limit passed with a request', () => {
    const window = createSlidingWindow(10);
    for (const now of [0, 1, 2]) window.record(now);
    expect(window.next(3, 2)).toBe(1_001);
    expect(window.next(3, 10)).toBe(3);
  });

  it('counts a reserved retry at its planned time', () => {
    const window = createSlidingWindow(1);
    window.reserve(500);
    expect(window.next(0, 1)).toBe(1_500);
  });

  it('permits other requests before a reserved retry', () => {
    const window = createSlidingWindow(2);
    window.record(0);
    window.reserve(10_000);
    expect(window.next(0, 2)).toBe(0);
    window.record(0);
    expect(window.next(0, 2)).toBe(1_000);
    window.record(9_500);
    expect(window.next(9_600, 2)).toBe(10_500);
  });

  it('counts the requests of the last second', () => {
    const window = createSlidingWindow(5);
    for (const now of [0, 500, 900, 1_200]) window.record(now);
    expect([window.countRecent(1_000), window.countRecent(1_600), window.countRecent(3_000)]).toEqual([
      3, 2, 0,
    ]);
  });

  it('permits no request while the limit is zero', () => {
    expect(createSlidingWindow(5).next(0, 0)).toBe(Infinity);
  });

  it('permits every request at once if it is unbounded', () => {
    const window = createSlidingWindow(null);
    for (let count = 0; count < 1_000; count += 1) window.record(5);
    expect(window.next(5, 0)).toBe(5);
  });

  it('never permits more requests in a second than the limit, retries included', () => {
    const step = record({ gap: integer({ min: 0, max: 300 }), delay: constantFrom(0, 0, 150, 900, 4_000) });
    assert(
      property(integer({ min: 1, max: 5 }), array(step, { maxLength: 60 }), (most, steps) => {
        const window = createSlidingWindow(most);
        const sent: number[] = [];
        let now = 0;
        for (const { gap, delay } of steps) {
          now += gap;
          const start = window.next(now + delay, most);
          sent.push(start);
          if (delay > 0) window.reserve(start);
          else {
            window.record(start);
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
