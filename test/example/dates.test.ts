/** How the example app shows dates, in any time zone. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTime } from '../../examples/chart/src/chart/trend-points.ts';
import { formatDate, formatTime } from '../../examples/chart/src/formatting.ts';

const ZONES = ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kolkata'];

afterEach(() => vi.unstubAllEnvs());

describe('a date of the chart viewer', () => {
  it.each(ZONES)('never moves to another day in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    const days = ['1987-09-12', '2024-02-29', '2026-01-01', '2026-12-31'];
    const shown = days.map((day) => /\d+/.exec(formatDate(day).replace(/\b\d{4}\b/, ''))?.[0]);
    expect(shown).toEqual(['12', '29', '1', '31']);
    expect(formatDate('2026-01')).toContain('2026');
    expect(readTime('2026-01-01')?.getDate()).toBe(1);
  });

  it.each([
    '1987-02-30',
    '1987-02-30T08:00:00Z',
    '1987-13',
    '1987-9-12',
    '12/09/1987',
    'May 5',
    'unknown 12',
    '1987-09-12T25:61:00Z',
    '1952',
  ])('is shown as it was sent if it is no exact day or month: %s', (text) => {
    expect([formatDate(text), formatTime(text), readTime(text)]).toEqual([text, '', null]);
  });
});
