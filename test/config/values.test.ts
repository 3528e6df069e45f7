import { describe, expect, it } from 'vitest';
import { isLoopback, isTimeZone, readProcessTimeZone } from '../../src/config/values.ts';

describe('isTimeZone', () => {
  it('accepts the names of time zones', () => {
    const zones = ['UTC', 'Europe/Berlin', 'america/chicago', 'Asia/Kathmandu', readProcessTimeZone()];
    expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
  });

  it('refuses offsets and unknown places', () => {
    expect(['+02:00', '-0500', 'Mars/Olympus', 'Central', '', 'UTC+1'].filter(isTimeZone)).toEqual([]);
  });
});

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.255.255.254', '::1', '[::1]'])(
    'accepts %s as loopback',
    (hostname) => {
      expect(isLoopback(hostname)).toBe(true);
    },
  );

  it.each(['', '0.0.0.0', '128.0.0.1', '127.0.0.1.example.org', 'localhost.example.org', '::', 'x127.0.0.1'])(
    'refuses %j as loopback',
    (hostname) => {
      expect(isLoopback(hostname)).toBe(false);
    },
  );
});
