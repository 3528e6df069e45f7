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

describe('several doses, as Epic sends them', () => {
  it.each<[string, DosageDoseAndRate[], string | null]>([
    ['the ordered dose', [calculated, amount, ordered], '325 mg'],
    ['otherwise the calculated dose', [amount, plain, calculated], '324.9 mg'],
    ['otherwise a dose without a type', [amount, plain], '2 puff'],
    ['otherwise the amount to administer', [amount], '1 tablet'],
    ['null without a dose', [{ rateQuantity: { value: 100, unit: 'mL/h' } }], null],
  ])('of several doses, the one shown is %s', (_what, doseAndRate, expected) => {
    expect(doseText({ doseAndRate })).toBe(expected);
  });

  it('a dose can be a range', () => {
    const dosage: Dosage = {
      doseAndRate: [{ doseRange: { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } } }],
    };
    expect(doseText(dosage)).toBe('1–2 tablet');
    expect(orderedDose(dosage)).toBe(dosage.doseAndRate?.[0]);
  });

  it('the dose and the amount to administer are separate', () => {
    expect(amountText({ doseAndRate: [calculated, amount, ordered] })).toBe('1 tablet');
    expect(amountText({ doseAndRate: [calculated, ordered] })).toBeNull();
  });

  it.each<[string, unknown]>([
    ['a list of other things', ['325 mg', null, 325, {}]],
    ['a dose as text', [{ doseQuantity: '325 mg' }]],
    ['a dose without a number', [{ type: 'ordered', doseQuantity: { unit: 'mg' } }]],
    ['nothing', undefined],
  ])('the dose is null for %s', (_what, doseAndRate) => {
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
      'a ratio',
      [{ rateRatio: { numerator: { value: 1, unit: 'L' }, denominator: { value: 8, unit: 'h' } } }],
      '1 L / 8 h',
    ],
    ['the first rate', [ordered, { rateQuantity: { value: 5, unit: 'mL/h' } }], '5 mL/h'],
    ['null without a rate', [ordered], null],
  ])('the rate is %s', (_what, doseAndRate, expected) => {
    expect(rateText({ doseAndRate })).toBe(expected);
  });
});

describe('whether a medication is taken as needed', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true if the boolean says so', { asNeededBoolean: true }, true],
    ['false if the boolean says so', { asNeededBoolean: false }, false],
    ['true if there is a reason', { asNeededCodeableConcept: { text: 'pain' } }, true],
    ['null if missing', {}, null],
    ['true for the string "True"', { asNeededBoolean: 'True' }, true],
    ['false for the string "false"', { asNeededBoolean: 'false' }, false],
    ['null for anything else', { asNeededBoolean: 'yes', asNeededCodeableConcept: 'pain' }, null],
  ])('isAsNeeded is %s', (_what, dosage, expected) => {
    expect(isAsNeeded(asSent(dosage))).toBe(expected);
  });
});
