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

describe('the text of a quantity [CS-83]', () => {
  it.each<[string, Quantity, string | null]>([
    ['a unit as people write it', { value: 7.2, unit: 'g/dL', code: 'g/dL' }, '7.2 g/dL'],
    ['a code if there is no unit', { value: 12, code: '10*3/uL' }, '12 ×10³/µL'],
    ['a code in common notation', { value: 118, unit: 'mm[Hg]' }, '118 mmHg'],
    ['a percentage', { value: 5.4, unit: '%' }, '5.4 %'],
    ['no unit for UCUM’s 1', { value: 1.02, code: '1' }, '1.02'],
    ['a comparator', { value: 0.5, comparator: '<', unit: 'mg/L' }, '<0.5 mg/L'],
    [
      'a comparator in words, from R5',
      { value: 5, comparator: asSent('ad'), unit: 'mL' },
      'sufficient to achieve 5 mL',
    ],
    ['an unknown comparator', { value: 5, comparator: asSent('zz'), unit: 'mL' }, 'comparator "zz": 5 mL'],
    ['a number with an exponent', { value: asSent({ asWritten: '1.5e5' }), unit: '/mL' }, '150000 /mL'],
    ['a number that was sent as a string', { value: asSent(' 7.20 '), unit: 'g/dL' }, '7.20 g/dL'],
    ['a text sent as the number', { value: asSent('trace') }, 'trace'],
    ['a singular unit of time', { value: 1, unit: 'a', code: 'a' }, '1 year'],
    ['a plural unit of time', { value: 2, code: 'wk' }, '2 weeks'],
    ['zero', { value: 0, unit: 'mg' }, '0 mg'],
    ['null without a value', { unit: 'mg' }, null],
  ])('the text of a quantity is %s', (_what, quantity, expected) => {
    expect(quantityText(quantity)).toBe(expected);
  });

  it('the text of a quantity keeps the digits that the server sent', () => {
    expect(quantityText(asSent({ value: '<5', comparator: '<', unit: 'mg' }))).toBe('<5 mg');
    expect(quantityText({ value: asSent({ asWritten: '7.0' }), unit: 'g/dL' })).toBe('7.0 g/dL');
  });
});

describe('the text of a range', () => {
  it.each<[string, Range, string | null]>([
    ['with one unit shows it once', { low: mg(500), high: mg(1000) }, '500–1000 mg'],
    ['from zero keeps the zero', { low: mg(0), high: mg(5) }, '0–5 mg'],
    ['with two units shows both', { low: mg(500), high: { value: 1, unit: 'g' } }, '500 mg–1 g'],
    ['whose upper bound has no unit keeps the lower one’s', { low: mg(5), high: { value: 10 } }, '5 mg–10'],
    ['whose lower bound has no unit shows the upper one’s', { low: { value: 5 }, high: mg(10) }, '5–10 mg'],
    [
      'with one code in two spellings shows one unit',
      { low: ucum(1, 'tab', '{tbl}'), high: ucum(2, 'tablets', '{tbl}') },
      '1–2 tablets',
    ],
    [
      'with two units, and one code of an unknown system, shows both',
      { low: { value: 500, unit: 'mg', code: 'x' }, high: { value: 1, unit: 'g', code: 'x' } },
      '500 mg–1 g',
    ],
    ['whose lower bound has a comparator keeps it', { low: { ...mg(5), comparator: '<' } }, 'from <5 mg'],
    ['whose upper bound has a comparator keeps it', { high: { ...mg(5), comparator: '>' } }, 'up to >5 mg'],
    ['without units shows none', { low: { value: 1 }, high: { value: 2 } }, '1–2'],
    ['with only a lower bound has a sign', { low: mg(5) }, '≥5 mg'],
    ['with a unit as upper bound has only a lower bound', { low: mg(5), high: { unit: 'mg' } }, '≥5 mg'],
    ['with only an upper bound has a sign', { high: mg(5) }, '≤5 mg'],
    ['without bounds is null', {}, null],
  ])('a range %s', (_what, range, expected) => {
    expect(rangeText(range)).toBe(expected);
  });
});

describe('the text of a ratio', () => {
  it.each<[string, Ratio, string | null]>([
    ['a titer', { numerator: { value: 1 }, denominator: { value: 128 } }, '1:128'],
    ['a titer, with UCUM’s 1', { numerator: { value: 1, code: '1' }, denominator: { value: 128 } }, '1:128'],
    [
      'a strength',
      { numerator: { value: 5, unit: 'mg' }, denominator: { value: 1, unit: 'mL' } },
      '5 mg / 1 mL',
    ],
    [
      'a strength with codes as units',
      { numerator: { value: 5, code: 'mg' }, denominator: { value: 1, code: 'mL' } },
      '5 mg / 1 mL',
    ],
    ['null without a denominator', { numerator: { value: 5, unit: 'mg' } }, null],
    ['null without a value', { numerator: { value: 5 }, denominator: { unit: 'mL' } }, null],
  ])('the text of a ratio is %s', (_what, ratio, expected) => {
    expect(ratioText(ratio)).toBe(expected);
  });
});
