import { describe, expect, it } from 'vitest';
import { createSearchRefusals } from '../../src/loaders/search-refusals.ts';

describe('createSearchRefusals', () => {
  it('remembers a refused search for five minutes per type', () => {
    let now = 1_000;
    const refusals = createSearchRefusals(() => now);
    expect(refusals.isRefused('Patient')).toBe(false);
    refusals.remember('Patient');
    now += 299_999;
    expect([refusals.isRefused('Patient'), refusals.isRefused('Group')]).toEqual([true, false]);
    now += 1;
    expect(refusals.isRefused('Patient')).toBe(false);
  });

  it('extends the time after another refusal', () => {
    let now = 0;
    const refusals = createSearchRefusals(() => now);
    refusals.remember('Patient');
    now = 200_000;
    refusals.remember('Patient');
    now = 499_999;
    expect(refusals.isRefused('Patient')).toBe(true);
  });
});
