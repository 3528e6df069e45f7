import { describe, expect, it } from 'vitest';
import { isTimeZone, readProcessTimeZone } from '../../src/config/values.ts';

describe('a time zone', () => {
  it('is known by its name', () => {
    const zones = ['UTC', 'Europe/Berlin', 'america/chicago', 'Asia/Kathmandu', readProcessTimeZone()];
    expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
  });

  it('is neither an offset nor a place that nobody knows', () => {
    expect(['+02:00', '-0500', 'Mars/Olympus', 'Central', '', 'UTC+1'].filter(isTimeZone)).toEqual([]);
  });
});
