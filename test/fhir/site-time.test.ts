import { describe, expect, it } from 'vitest';
import { periodPhase, createSiteTime, toSiteTime } from '../../src/fhir/site-time.ts';

describe('the time at a site [CS-95]', () => {
  it.each<[zone: string, at: string, now: string]>([
    ['UTC', '2026-05-01T00:00:00Z', '2026-05-01T00:00:00'],
    ['America/Chicago', '2026-05-01T04:59:59Z', '2026-04-30T23:59:59'],
    ['America/Chicago', '2026-05-01T05:00:00Z', '2026-05-01T00:00:00'],
    ['America/Chicago', '2026-03-08T07:59:59Z', '2026-03-08T01:59:59'],
    ['America/Chicago', '2026-03-08T08:00:00Z', '2026-03-08T03:00:00'],
    ['America/Chicago', '2026-11-01T06:30:00Z', '2026-11-01T01:30:00'],
    ['America/Chicago', '2026-11-01T07:30:00Z', '2026-11-01T01:30:00'],
    ['Asia/Kathmandu', '2026-12-31T18:15:00Z', '2027-01-01T00:00:00'],
    ['Pacific/Kiritimati', '2026-05-01T10:00:00Z', '2026-05-02T00:00:00'],
  ])('the time in %s is, at %s, %s', (zone, at, now) => {
    expect(createSiteTime(Date.parse(at), zone)).toMatchObject({ now, today: now.slice(0, 10) });
  });

  it.each<[value: string, zone: string, at: string | null]>([
    ['2026-05-01T02:00:00Z', 'America/Chicago', '2026-04-30T21:00:00'],
    ['2026-05-01T02:00:00.123Z', 'UTC', '2026-05-01T02:00:00'],
    ['2026-06-30T23:59:60Z', 'UTC', '2026-06-30T23:59:59'],
    ['2026-05-01T02:00:00', 'America/Chicago', '2026-05-01T02:00:00'],
    ['2026-05', 'America/Chicago', '2026-05'],
    ['9999-12-31T23:59:59Z', 'Asia/Tokyo', '9999-12-31T23:59:59'],
    ['yesterday', 'UTC', null],
  ])('%s in %s is the local time %s', (value, zone, at) => {
    expect(toSiteTime(value, { zone })).toBe(at);
  });
});

describe('the phase of a period', () => {
  const time = createSiteTime(Date.parse('2026-05-01T12:00:00Z'), 'America/Chicago');

  it.each<[phase: string, period: object | null | undefined]>([
    ['current', undefined],
    ['current', null],
    ['current', {}],
    ['current', { start: '2026-05-01', end: '2026-05-01' }],
    ['current', { start: '2026', end: '2026' }],
    ['current', { start: '2026-05-01T07:00:00-05:00' }],
    ['current', { end: '9999-12-31T23:59:59Z' }],
    ['current', { start: 'x', end: 7 }],
    ['future', { start: '2026-05-02' }],
    ['future', { start: '2026-06' }],
    ['future', { start: '2026-05-01T12:00:01Z' }],
    ['past', { end: '2026-04-30' }],
    ['past', { end: ' 2025 ' }],
    ['past', { end: '2026-05-01T11:59:59Z' }],
    ['past', { start: '2027', end: '2020' }],
  ])('the phase of a period is %s for %j', (phase, period) => {
    expect(periodPhase(period, time)).toBe(phase);
  });
});
