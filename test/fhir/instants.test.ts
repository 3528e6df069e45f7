import { describe, expect, it } from 'vitest';
import { mayLieWithin, sortKey } from '../../src/fhir/instants.ts';

describe('a date that is compared with bounds', () => {
  it.each<[what: string, value: unknown, since: string | null, until: string | null, isKept: boolean]>([
    ['a day that is the first', '2024-05-01', '2024-05-01', null, true],
    ['a day that is the last', '2024-05-01', null, '2024-05-01', true],
    ['the day before the first', '2024-04-30', '2024-05-01', null, false],
    ['the day after the last', '2024-05-02', null, '2024-05-01', false],
    ['a month that holds the bound', '2024-05', '2024-05-20', '2024-05-10', true],
    ['a year that is over', '2023', '2024-01', null, false],
    ['a time of the server’s place on the last day', '2024-05-01T23:59:59', null, '2024-05-01', true],
    ['a time of the server’s place after it', '2024-05-02T00:00:00', null, '2024-05-01', false],
    [
      'the evening of the last day in Chicago, in UTC as Epic has it',
      '2024-05-02T02:00:00Z',
      null,
      '2024-05-01',
      true,
    ],
    ['the same with its own zone', '2024-05-01T21:00:00-05:00', null, '2024-05-01', true],
    ['the morning of the first day in Auckland', '2024-05-01T08:00:00+12:00', '2024-05-01', null, true],
    ['what is the next day everywhere', '2024-05-02T14:00:00Z', null, '2024-05-01', false],
    ['what is the day before everywhere', '2024-04-30T09:59:59Z', '2024-05-01', null, false],
    ['a day that can hold the time', '2024-05-01', '2024-05-02T12:00:00Z', null, true],
    ['a day that cannot', '2024-05-01', '2024-05-02T14:00:00Z', null, false],
    ['a time at the bound, to the second', '2024-05-01T10:00:00Z', '2024-05-01T12:00:00+02:00', null, true],
    ['a time before it, to the second', '2024-05-01T09:59:59Z', '2024-05-01T12:00:00+02:00', null, false],
    ['a time after the last second', '2024-05-01T10:00:01Z', null, '2024-05-01T10:00:00Z', false],
    ['a time within the last minute', '2024-05-01T10:00:59Z', null, '2024-05-01T10:00Z', true],
    ['a time after the last minute', '2024-05-01T10:01:00Z', null, '2024-05-01T10:00Z', false],
    ['a period that goes on', { start: '2020-01-01' }, '2024-05-01', null, true],
    ['a period that goes on, before it began', { start: '2024-05-02' }, null, '2024-05-01', false],
    ['a period that was over', { start: '2024-04-01', end: '2024-04-30' }, '2024-05-01', null, false],
    [
      'a period that was over, by zones',
      { end: '2024-04-30T10:00:00Z' },
      '2024-04-30T10:00:01Z',
      null,
      false,
    ],
    [
      'a period whose ends are of two kinds',
      { start: '2024-05-01', end: '2024-05-02T02:00:00Z' },
      '2024-05-02',
      '2024-05-02',
      true,
    ],
    ['no date', 'soon', '2024-05-01', null, false],
    ['no period', {}, null, '2024-05-01', false],
    ['nothing', undefined, null, null, false],
  ])('keeps %s', (_what, value, since, until, isKept) => {
    expect(mayLieWithin(value, since, until)).toBe(isKept);
  });
});

describe('where a date stands when sorted', () => {
  it('is its start, else its end', () => {
    expect(sortKey('2024-05')).toBe(Date.UTC(2024, 4, 1));
    expect(sortKey({ start: '2024-05-01T02:00:00+02:00', end: '2025' })).toBe(Date.UTC(2024, 4, 1));
    expect(sortKey({ end: '2024-05-01' })).toBe(Date.UTC(2024, 4, 2));
    expect(sortKey({ start: 'soon' })).toBeNull();
    expect(sortKey(null)).toBeNull();
  });
});
