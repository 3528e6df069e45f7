import { describe, expect, it } from 'vitest';
import { durationText, firstDurationText, timeUnit } from '../../src/fhir/durations.ts';
import type { Quantity, Range } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const UCUM = 'http://unitsofmeasure.org';
const years = (value: number): Quantity => ({ value, code: 'a' });

describe('the text of an age or duration', () => {
  it.each<[string, Quantity, string | null]>([
    ['years, by the code', { value: 35, system: UCUM, code: 'a' }, '35 years'],
    ['one year', { value: 1, code: 'a' }, '1 year'],
    ['days, for Epic’s unit `Day`', { value: 30, unit: 'Day', code: 'd' }, '30 days'],
    ['months, for a code sent as the unit', { value: 6, unit: 'mo' }, '6 months'],
    ['an unknown unit, verbatim', { value: 12, unit: 'Jahre' }, '12 Jahre'],
    ['a bound', { value: 40, comparator: '<', code: 'a' }, '<40 years'],
    ['only a number', { value: 40 }, '40'],
    ['null without a number', { unit: 'years', code: 'a' }, null],
    ['null if empty', {}, null],
  ])('the text of an age or duration is %s', (_what, span, expected) => {
    expect(durationText(span)).toBe(expected);
  });

  it('the text of a duration keeps the digits of its number', () => {
    expect(durationText({ value: asSent({ asWritten: '2.50' }), code: 'h' })).toBe('2.50 hours');
  });

  it('the name of an object property is not a unit', () => {
    expect(timeUnit('constructor', '2')).toBeNull();
    expect(timeUnit(undefined, '2')).toBeNull();
  });
});

describe('the first duration text', () => {
  it.each<[string, (string | Quantity | Range | undefined)[], string | null]>([
    ['words', ['in childhood', years(8)], 'in childhood'],
    ['an age whose number is a string', [{ value: asSent('8'), code: 'a' }], '8 years'],
    ['an age if the text is blank', [' ', years(8)], '8 years'],
    ['a range of ages', [undefined, { low: years(30), high: years(39) }], '30–39 years'],
    [
      'a range of two units',
      [{ low: { value: 6, code: 'mo' }, high: { value: 2, code: 'a' } }],
      '6 months–2 years',
    ],
    ['a range with only a lower bound', [{ low: years(30) }], 'at least 30 years'],
    ['a range with only an upper bound', [{ high: years(39) }], 'up to 39 years'],
    ['null if all are empty', [undefined, {}, ''], null],
    ['null without values', [], null],
  ])('the first duration text is %s', (_what, values, expected) => {
    expect(firstDurationText(...values)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a number', 8],
    ['a list', [years(8)]],
    ['a range without bounds', { low: null, high: 'x' }],
  ])('the first duration text is null for %s', (_what, value) => {
    expect(firstDurationText(asSent(value))).toBeNull();
  });
});
