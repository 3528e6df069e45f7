import { describe, expect, it } from 'vitest';
import { amountText, doseText, isAsNeeded, orderedDose, rateText } from '../../src/fhir/dosage.ts';
import type { Dosage, DosageDoseAndRate } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

function dose(way: string | null, value: number, unit: string): DosageDoseAndRate {
  return {
    ...(way !== null && {
      type: { coding: [{ system: 'http://epic.com/CodeSystem/dose-rate-type', code: way }] },
    }),
    doseQuantity: { value, unit },
  };
}

const calculated = dose('calculated', 324.9, 'mg');
const amount = dose('admin-amount', 1, 'tablet');
const ordered = dose('ordered', 325, 'mg');
const plain = dose(null, 2, 'puff');

describe('a dose, of the several that Epic gives', () => {
  it.each<[string, DosageDoseAndRate[], string | null]>([
    ['the one that was ordered', [calculated, amount, ordered], '325 mg'],
    ['else the one that was calculated', [amount, plain, calculated], '324.9 mg'],
    ['else one of no kind', [amount, plain], '2 puff'],
    ['else what is given', [amount], '1 tablet'],
    ['null where there is none', [{ rateQuantity: { value: 100, unit: 'mL/h' } }], null],
  ])('is %s', (_what, doseAndRate, expected) => {
    expect(doseText({ doseAndRate })).toBe(expected);
  });

  it('can be from one amount to another', () => {
    const dosage: Dosage = {
      doseAndRate: [{ doseRange: { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } } }],
    };
    expect(doseText(dosage)).toBe('1–2 tablet');
    expect(orderedDose(dosage)).toBe(dosage.doseAndRate?.[0]);
  });

  it('is told apart from what it comes to as it is given', () => {
    expect(amountText({ doseAndRate: [calculated, amount, ordered] })).toBe('1 tablet');
    expect(amountText({ doseAndRate: [calculated, ordered] })).toBeNull();
  });

  it.each<[string, unknown]>([
    ['no list', calculated],
    ['a list of other things', ['325 mg', null, 325, {}]],
    ['a dose that is text', [{ doseQuantity: '325 mg' }]],
    ['a dose without a number', [{ type: 'ordered', doseQuantity: { unit: 'mg' } }]],
    ['nothing', undefined],
  ])('is null for %s', (_what, doseAndRate) => {
    expect(doseText(asSent({ doseAndRate }))).toBeNull();
    expect(amountText(asSent({ doseAndRate }))).toBeNull();
    expect(rateText(asSent({ doseAndRate }))).toBeNull();
  });
});

describe('a rate', () => {
  it.each<[string, DosageDoseAndRate[], string | null]>([
    ['an amount', [{ rateQuantity: { value: 100, unit: 'mL/h' } }], '100 mL/h'],
    [
      'a range',
      [{ rateRange: { low: { value: 1, unit: 'L/min' }, high: { value: 2, unit: 'L/min' } } }],
      '1–2 L/min',
    ],
    [
      'a relation',
      [{ rateRatio: { numerator: { value: 1, unit: 'L' }, denominator: { value: 8, unit: 'h' } } }],
      '1 L / 8 h',
    ],
    ['the first there is', [ordered, { rateQuantity: { value: 5, unit: 'mL/h' } }], '5 mL/h'],
    ['null where there is none', [ordered], null],
  ])('is %s', (_what, doseAndRate, expected) => {
    expect(rateText({ doseAndRate })).toBe(expected);
  });
});

describe('whether a medication is to be taken only when needed', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true where it is said', { asNeededBoolean: true }, true],
    ['false where it is said', { asNeededBoolean: false }, false],
    ['true where it is said what for', { asNeededCodeableConcept: { text: 'pain' } }, true],
    ['null where nothing is said', {}, null],
    ['true where it is sent as a string', { asNeededBoolean: 'True' }, true],
    ['false where it is sent as a string', { asNeededBoolean: 'false' }, false],
    ['null for what is neither', { asNeededBoolean: 'yes', asNeededCodeableConcept: 'pain' }, null],
  ])('is %s', (_what, dosage, expected) => {
    expect(isAsNeeded(asSent(dosage))).toBe(expected);
  });
});
