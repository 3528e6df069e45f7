import { describe, expect, it } from 'vitest';
import { createRecentSearches, createSearchRefusals } from '../../src/loaders/search-refusals.ts';

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

describe('createRecentSearches', () => {
  it('remembers the latest value for five minutes', () => {
    let now = 0;
    const searches = createRecentSearches<string, string>(() => now);
    searches.set('labs', 'one');
    searches.set('labs', 'two');
    now = 299_999;
    expect([searches.get('labs'), searches.get('other')]).toEqual(['two', undefined]);
    now = 300_000;
    expect(searches.get('labs')).toBeUndefined();
  });

  it('forgets the oldest of more than 100 keys', () => {
    const searches = createRecentSearches<string, number>(() => 0);
    for (let index = 0; index < 100; index += 1) searches.set(`${index}`, index);
    searches.set('0', 0);
    searches.set('new', 100);
    expect(['0', '1', '2', 'new'].map((key) => searches.get(key))).toEqual([0, undefined, 2, 100]);
  });
});
