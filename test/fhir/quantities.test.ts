import { describe, expect, it } from 'vitest';
import { quantityText, rangeText, ratioText } from '../../src/fhir/quantities.ts';
import type { Quantity, Range, Ratio } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const mg = (value: number): Quantity => ({ value, unit: 'mg' });
const ucum = (value: number, unit: string, code: string): Quantity => ({
  value,
  unit,
  code,
  system: 'http://unitsofmeasure.org',
});

describe('a quantity in words', () => {
  it.each<[string, Quantity, string | null]>([
    ['a unit as people write it', { value: 7.2, unit: 'g/dL', code: 'g/dL' }, '7.2 g/dL'],
    ['a code, where there is no unit', { value: 12, code: '10*3/uL' }, '12 ×10³/µL'],
    ['a code that people write otherwise', { value: 118, unit: 'mm[Hg]' }, '118 mmHg'],
    ['a percentage', { value: 5.4, unit: '%' }, '5.4 %'],
    ['no unit, which UCUM writes as 1', { value: 1.02, code: '1' }, '1.02'],
    ['a bound', { value: 0.5, comparator: '<', unit: 'mg/L' }, '<0.5 mg/L'],
    [
      'a bound in words, which R5 has',
      { value: 5, comparator: asSent('ad'), unit: 'mL' },
      'sufficient to achieve 5 mL',
    ],
    ['an unknown bound', { value: 5, comparator: asSent('zz'), unit: 'mL' }, 'comparator "zz": 5 mL'],
    ['a number with an exponent', { value: asSent({ asWritten: '1.5e5' }), unit: '/mL' }, '150000 /mL'],
    ['a number that was sent as a string', { value: asSent(' 7.20 '), unit: 'g/dL' }, '7.20 g/dL'],
    ['a text that was sent for a number', { value: asSent('trace') }, 'trace'],
    ['one of a unit of time', { value: 1, unit: 'a', code: 'a' }, '1 year'],
    ['several of a unit of time', { value: 2, code: 'wk' }, '2 weeks'],
    ['zero', { value: 0, unit: 'mg' }, '0 mg'],
    ['nothing, without a value', { unit: 'mg' }, null],
  ])('is %s', (_what, quantity, expected) => {
    expect(quantityText(quantity)).toBe(expected);
  });

  it('keeps the digits that were sent', () => {
    expect(quantityText(asSent({ value: '<5', comparator: '<', unit: 'mg' }))).toBe('<5 mg');
    expect(quantityText({ value: asSent({ asWritten: '7.0' }), unit: 'g/dL' })).toBe('7.0 g/dL');
  });
});

describe('a range in words', () => {
  it.each<[string, Range, string | null]>([
    ['of one unit, once', { low: mg(500), high: mg(1000) }, '500–1000 mg'],
    ['from zero', { low: mg(0), high: mg(5) }, '0–5 mg'],
    ['of two units, each with its own', { low: mg(500), high: { value: 1, unit: 'g' } }, '500 mg–1 g'],
    ['whose upper bound has no unit', { low: mg(5), high: { value: 10 } }, '5 mg–10'],
    ['whose lower bound has no unit', { low: { value: 5 }, high: mg(10) }, '5–10 mg'],
    [
      'of one code, however it is spelled',
      { low: ucum(1, 'tab', '{tbl}'), high: ucum(2, 'tablets', '{tbl}') },
      '1–2 tablets',
    ],
    [
      'of two units with one code of no known system',
      { low: { value: 500, unit: 'mg', code: 'x' }, high: { value: 1, unit: 'g', code: 'x' } },
      '500 mg–1 g',
    ],
    ['whose bound has a comparator', { low: { ...mg(5), comparator: '<' } }, 'from <5 mg'],
    ['whose upper bound has a comparator', { high: { ...mg(5), comparator: '>' } }, 'up to >5 mg'],
    ['without units', { low: { value: 1 }, high: { value: 2 } }, '1–2'],
    ['with a lower bound alone', { low: mg(5) }, '≥5 mg'],
    ['with a lower bound and a unit without a value', { low: mg(5), high: { unit: 'mg' } }, '≥5 mg'],
    ['with an upper bound alone', { high: mg(5) }, '≤5 mg'],
    ['of nothing', {}, null],
  ])('%s', (_what, range, expected) => {
    expect(rangeText(range)).toBe(expected);
  });
});

describe('a ratio in words', () => {
  it.each<[string, Ratio, string | null]>([
    ['a titer', { numerator: { value: 1 }, denominator: { value: 128 } }, '1:128'],
    ['a titer, with UCUM’s 1', { numerator: { value: 1, code: '1' }, denominator: { value: 128 } }, '1:128'],
    [
      'a strength',
      { numerator: { value: 5, unit: 'mg' }, denominator: { value: 1, unit: 'mL' } },
      '5 mg / 1 mL',
    ],
    [
      'a strength whose units are codes',
      { numerator: { value: 5, code: 'mg' }, denominator: { value: 1, code: 'mL' } },
      '5 mg / 1 mL',
    ],
    ['nothing, without a part', { numerator: { value: 5, unit: 'mg' } }, null],
    ['nothing, without a value', { numerator: { value: 5 }, denominator: { unit: 'mL' } }, null],
  ])('is %s', (_what, ratio, expected) => {
    expect(ratioText(ratio)).toBe(expected);
  });
});
