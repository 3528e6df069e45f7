import { describe, expect, it } from 'vitest';
import { durationText, firstDurationText, timeUnit } from '../../src/fhir/durations.ts';
import type { Quantity, Range } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const UCUM = 'http://unitsofmeasure.org';
const years = (value: number): Quantity => ({ value, code: 'a' });

describe('an age or a duration in words', () => {
  it.each<[string, Quantity, string | null]>([
    ['years by their code', { value: 35, system: UCUM, code: 'a' }, '35 years'],
    ['one of them', { value: 1, code: 'a' }, '1 year'],
    ['days, where Epic writes `Day` beside the code', { value: 30, unit: 'Day', code: 'd' }, '30 days'],
    ['a unit that holds a code', { value: 6, unit: 'mo' }, '6 months'],
    ['a unit in words as it is', { value: 12, unit: 'Jahre' }, '12 Jahre'],
    ['a bound', { value: 40, comparator: '<', code: 'a' }, '<40 years'],
    ['a number alone', { value: 40 }, '40'],
    ['null without a number', { unit: 'years', code: 'a' }, null],
    ['null for nothing', {}, null],
  ])('is %s', (_what, span, expected) => {
    expect(durationText(span)).toBe(expected);
  });

  it('keeps the digits of the number', () => {
    expect(durationText({ value: asSent({ asWritten: '2.50' }), code: 'h' })).toBe('2.50 hours');
  });

  it('does not take the name of something else for a unit', () => {
    expect(timeUnit('constructor', '2')).toBeNull();
    expect(timeUnit(undefined, '2')).toBeNull();
  });
});

describe('the first of several ways to tell an age', () => {
  it.each<[string, (string | Quantity | Range | undefined)[], string | null]>([
    ['words', ['in childhood', years(8)], 'in childhood'],
    ['an age whose number is a string', [{ value: asSent('8'), code: 'a' }], '8 years'],
    ['an age, where the words are blank', [' ', years(8)], '8 years'],
    ['a range of ages', [undefined, { low: years(30), high: years(39) }], '30–39 years'],
    [
      'a range of two units',
      [{ low: { value: 6, code: 'mo' }, high: { value: 2, code: 'a' } }],
      '6 months–2 years',
    ],
    ['a range with its lower end alone', [{ low: years(30) }], 'at least 30 years'],
    ['a range with its upper end alone', [{ high: years(39) }], 'up to 39 years'],
    ['null where none says anything', [undefined, {}, ''], null],
    ['null where there is none', [], null],
  ])('is %s', (_what, told, expected) => {
    expect(firstDurationText(...told)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a number', 8],
    ['a list', [years(8)]],
    ['a range without bounds', { low: null, high: 'x' }],
  ])('is null for %s', (_what, told) => {
    expect(firstDurationText(asSent(told))).toBeNull();
  });
});
