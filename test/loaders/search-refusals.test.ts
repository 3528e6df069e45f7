import { describe, expect, it } from 'vitest';
import { createSearchRefusals } from '../../src/loaders/search-refusals.ts';

describe('a refusal of searches', () => {
  it('is remembered for five minutes, for its own type', () => {
    let now = 1_000;
    const refusals = createSearchRefusals(() => now);
    expect(refusals.isRefused('Patient')).toBe(false);
    refusals.remember('Patient');
    now += 299_999;
    expect([refusals.isRefused('Patient'), refusals.isRefused('Group')]).toEqual([true, false]);
    now += 1;
    expect(refusals.isRefused('Patient')).toBe(false);
  });

  it('is remembered for longer where it comes again', () => {
    let now = 0;
    const refusals = createSearchRefusals(() => now);
    refusals.remember('Patient');
    now = 200_000;
    refusals.remember('Patient');
    now = 499_999;
    expect(refusals.isRefused('Patient')).toBe(true);
  });
});
