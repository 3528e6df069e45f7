import { describe, expect, it } from 'vitest';
import { covers, mayOverlap, nextBoundOf, sortKey } from '../../src/fhir/intervals.ts';

describe('a filter by date', () => {
  it.each<[what: string, value: unknown, since: string | null, until: string | null, isKept: boolean]>([
    ['the first day', '2024-05-01', '2024-05-01', null, true],
    ['the last day', '2024-05-01', null, '2024-05-01', true],
    ['a day with space around it', ' 2024-05-01 ', '2024-05-01', null, true],
    ['a period in a list', [{ start: ' 2024-05-01' }], '2024-05-01', null, true],
    ['a period in a list, before it began', [{ start: '2024-05-02' }], null, '2024-05-01', false],
    ['the day before the first', '2024-04-30', '2024-05-01', null, false],
    ['the day after the last', '2024-05-02', null, '2024-05-01', false],
    ['a month that contains the bound', '2024-05', '2024-05-20', '2024-05-10', true],
    ['a year that is over', '2023', '2024-01', null, false],
    ['a local time on the last day', '2024-05-01T23:59:59', null, '2024-05-01', true],
    ['a local time after the last day', '2024-05-02T00:00:00', null, '2024-05-01', false],
    [
      'the evening of the last day in Chicago, in UTC as Epic sends it',
      '2024-05-02T02:00:00Z',
      null,
      '2024-05-01',
      true,
    ],
    ['the same with its own zone', '2024-05-01T21:00:00-05:00', null, '2024-05-01', true],
    ['the morning of the first day in Auckland', '2024-05-01T08:00:00+12:00', '2024-05-01', null, true],
    ['a time on the next day in every zone', '2024-05-02T14:00:00Z', null, '2024-05-01', false],
    ['a time on the previous day in every zone', '2024-04-30T09:59:59Z', '2024-05-01', null, false],
    ['a day that can contain the time', '2024-05-01', '2024-05-02T12:00:00Z', null, true],
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
    ['text that is not a date', 'soon', '2024-05-01', null, false],
    ['an empty period', {}, null, '2024-05-01', false],
    ['nothing', undefined, null, null, false],
  ])('a filter by date handles %s', (_what, value, since, until, isKept) => {
    expect(mayOverlap(value, since, until)).toBe(isKept);
  });
});

describe('the sort key of a date', () => {
  it('the sort key of a date is its start, otherwise its end', () => {
    expect(sortKey('2024-05')).toBe(Date.UTC(2024, 4, 1));
    expect(sortKey({ start: '2024-05-01T02:00:00+02:00', end: '2025' })).toBe(Date.UTC(2024, 4, 1));
    expect(sortKey({ end: '2024-05-01' })).toBe(Date.UTC(2024, 4, 2));
    expect(sortKey({ start: 'soon' })).toBeNull();
    expect(sortKey(null)).toBeNull();
  });
});

describe('whether a period covers a moment [T1-E8]', () => {
  const NOON = Date.parse('2026-06-15T12:00:00Z');

  it.each<[what: string, period: unknown, isCovered: boolean]>([
    ['that is missing', undefined, true],
    ['that is null', null, true],
    ['without bounds', {}, true],
    ['without bounds, which are null', { start: null, end: null }, true],
    ['in a list', [{ start: '2026' }], true],
    ['in a list, with space', [{ start: ' 2026', end: '2026-07 ' }], true],
    ['in a list, that ended last year', [{ end: '2025' }], false],
    ['that began this year', { start: '2026' }, true],
    ['that begins next year', { start: '2027' }, false],
    ['that ends this year', { end: '2026' }, true],
    ['that ended last year', { end: '2025' }, false],
    ['that ends this month', { end: '2026-06' }, true],
    ['that ended last month', { end: '2026-05' }, false],
    ['that begins next month', { start: '2026-07' }, false],
    ['that begins today', { start: '2026-06-15' }, true],
    ['that begins tomorrow', { start: '2026-06-16' }, false],
    ['that ends today', { end: '2026-06-15' }, true],
    ['that ended yesterday', { end: '2026-06-14' }, false],
    ['that is today', { start: '2026-06-15', end: '2026-06-15' }, true],
    ['that begins at this moment', { start: '2026-06-15T12:00:00Z' }, true],
    ['that begins a millisecond later', { start: '2026-06-15T12:00:00.001Z' }, false],
    ['that ends within this second', { end: '2026-06-15T12:00:00Z' }, true],
    ['that ended a second before', { end: '2026-06-15T11:59:59Z' }, false],
    ['that begins at this moment elsewhere', { start: '2026-06-15T07:00:00-05:00' }, true],
    ['that ended a minute before elsewhere', { end: '2026-06-15T13:59+02:00' }, false],
    ['that ends before it begins', { start: '2026-06-16', end: '2026-06-14' }, false],
    ['with an invalid start', { start: 'soon' }, false],
    ['with an invalid end', { end: '31.12.2099' }, false],
    ['with an impossible end', { end: '2099-02-30' }, false],
    ['with an end that is a number', { end: 2099 }, false],
    ['that is a date', '2026-06-15', false],
    ['that is a list of several', [{ end: '2099' }, { end: '2099' }], false],
  ])('whether a period covers a moment is decided for one %s', (_what, period, isCovered) => {
    expect(covers(period, NOON)).toBe(isCovered);
  });
});

describe('the next bound of a period', () => {
  const at = Date.parse('2026-06-15T12:00:00Z');

  it.each<[what: string, period: unknown, next: string | null]>([
    ['its start before it begins', { start: '2026-06-16', end: '2026-06-20' }, '2026-06-16T00:00:00Z'],
    [
      'the end of its last day afterwards',
      { start: '2026-06-15', end: '2026-06-15' },
      '2026-06-16T00:00:00Z',
    ],
    ['none once it is over', { start: '2026-06-01', end: '2026-06-14' }, null],
    ['none without an end', { start: '2026-06-01' }, null],
    ['none without a readable bound', { start: 'soon', end: 'later' }, null],
    ['none without a period', undefined, null],
  ])('is %s', (_what, period, next) => {
    expect(nextBoundOf(period, at)).toBe(next === null ? Infinity : Date.parse(next));
  });
});
