import { describe, expect, it, vi } from 'vitest';
import { byRecentDate, createRecency, recentDateOf } from '../../src/fhir/recent-dates.ts';
import type { ResourceType } from '../../src/fhir/resources.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');

function recent(type: ResourceType, elements: object, since = '2026-06-14T12:00:00Z', zone = 'UTC') {
  const found = recentDateOf(
    { resourceType: type, ...elements },
    type,
    createRecency(since, { now: NOW, zone }),
  );
  return found === null ? null : `${found.element} ${found.date}`;
}

describe('the recent date of a record', () => {
  it.each<[why: string, type: ResourceType, elements: object, found: string | null]>([
    [
      'issued after an old observation',
      'Observation',
      { effectiveDateTime: '2026-06-01', issued: '2026-06-15T08:00:00Z' },
      'issued 2026-06-15T08:00:00Z',
    ],
    [
      'recorded',
      'Condition',
      { onsetDateTime: '2010', recordedDate: '2026-06-15' },
      'recordedDate 2026-06-15',
    ],
    [
      'changed, as the server says',
      'Goal',
      { startDate: '2020-01-01', meta: { lastUpdated: '2026-06-15T10:00:00Z' } },
      'meta.lastUpdated 2026-06-15T10:00:00Z',
    ],
    [
      'ended after a long stay',
      'Encounter',
      { period: { start: '2026-05-01', end: '2026-06-15T09:00:00Z' } },
      'period.end 2026-06-15T09:00:00Z',
    ],
    ['begun long ago, without an end', 'Encounter', { period: { start: '2026-05-01' } }, null],
    ['with a planned end only', 'CarePlan', { period: { start: '2026-05-01', end: '2026-08-01' } }, null],
    [
      'dated the day of the instant',
      'Procedure',
      { performedDateTime: '2026-06-14' },
      'performedDateTime 2026-06-14',
    ],
    [
      'dated the month of the instant',
      'Procedure',
      { performedDateTime: '2026-06' },
      'performedDateTime 2026-06',
    ],
    ['dated before', 'Procedure', { performedDateTime: '2026-06-13' }, null],
    ['dated by a typo', 'Procedure', { performedDateTime: '2062-06-13' }, null],
    ['to come', 'Appointment', { start: '2027-07-01T08:00:00Z', created: '2025-01-01' }, null],
    ['to come today', 'Appointment', { start: '2026-06-15T15:00:00Z' }, null],
    ['that expires later', 'Device', { manufactureDate: '2020-01-01', expirationDate: '2031-01-01' }, null],
    ['that has expired', 'Device', { expirationDate: '2026-06-15' }, null],
    ['of a plan that has ended', 'CarePlan', { period: { start: '2026-05-01', end: '2026-06-15' } }, null],
    [
      'issued by a clock that is ahead',
      'Observation',
      { issued: '2026-06-15T12:00:30Z' },
      'issued 2026-06-15T12:00:30Z',
    ],
    [
      'booked for later',
      'Appointment',
      { start: '2026-07-01T08:00:00Z', created: '2026-06-15' },
      'created 2026-06-15',
    ],
    ['without a date', 'Observation', {}, null],
    [
      'with odd dates',
      'Observation',
      { issued: 20_260_615, effectiveDateTime: 'yesterday', meta: 'x' },
      null,
    ],
  ])('%s', (_why, type, elements, found) => {
    expect(recent(type, elements)).toBe(found);
  });

  it('reads dates without an offset in the time zone of the site', () => {
    const evening = { performedDateTime: '2026-06-14' };
    expect(recent('Procedure', evening, '2026-06-15T03:00:00Z', 'America/Chicago')).not.toBeNull();
    expect(recent('Procedure', evening, '2026-06-15T06:00:00Z', 'America/Chicago')).toBeNull();
    expect(recent('Procedure', evening, '2026-06-15', 'America/Chicago')).toBeNull();
    const instant = { performedDateTime: '2026-06-15T03:00:00Z' };
    expect(recent('Procedure', instant, '2026-06-15', 'America/Chicago')).toBeNull();
    expect(recent('Procedure', instant, '2026-06-14', 'America/Chicago')).not.toBeNull();
    const startsAt = (start: string) => recent('Appointment', { start }, undefined, 'America/Chicago');
    expect(startsAt('2026-06-15T06:59:00')).not.toBeNull();
    expect(startsAt('2026-06-15T07:01:00')).toBeNull();
  });

  it('compares dates with and without an offset', () => {
    const effectiveDateTime = '2026-06-15T03:00:00';
    const latestWith = (issued: string) =>
      recent('Observation', { effectiveDateTime, issued }, undefined, 'America/Chicago');
    expect(latestWith('2026-06-15T07:00:00Z')).toBe(`effectiveDateTime ${effectiveDateTime}`);
    expect(latestWith('2026-06-15T09:00:00Z')).toBe('issued 2026-06-15T09:00:00Z');
  });

  it('filters any number of records with three conversions between time zones', () => {
    const convert = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
    const { matches } = byRecentDate('Observation', { now: NOW, zone: 'America/Chicago' });
    for (const since of ['2026-06-14', '2026-06-14T12:00:00Z']) {
      convert.mockClear();
      for (let hour = 10; hour < 24; hour += 1)
        expect(matches({ effectiveDateTime: `2026-06-14T${hour}:00:00` }, [since], [])).toBe(true);
      expect(convert.mock.calls.length).toBeLessThanOrEqual(3);
    }
    convert.mockRestore();
  });
});
