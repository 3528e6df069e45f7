import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

describe('the place of a vaccination in a series', () => {
  it.each<[string, object, string | null, string | null]>([
    ['numbers', { doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 }, '2', '3'],
    ['words', { doseNumberString: 'booster', seriesDosesString: '2–3' }, 'booster', '2–3'],
    ['null where the server says nothing', {}, null, null],
    ['a number that was sent as a string', { doseNumberPositiveInt: '2', seriesDosesString: 3 }, '2', null],
  ])('is shown as %s', (_what, value, dose, doses) => {
    expect(resolveField('ImmunizationProtocolApplied', 'doseNumber', { value })).toBe(dose);
    expect(resolveField('ImmunizationProtocolApplied', 'seriesDoses', { value })).toBe(doses);
  });
});

describe('the dose of a vaccine', () => {
  it.each<[string, unknown, string | null]>([
    ['the amount with the unit as people write it', { value: 0.5, unit: 'mL', code: '1' }, '0.5 mL'],
    ['null without a number', { unit: 'mL' }, null],
    ['null for text', '0.5 mL', null],
    ['null for nothing', undefined, null],
  ])('is %s', (_what, doseQuantity, expected) => {
    expect(resolveField('Immunization', 'doseText', { doseQuantity })).toBe(expected);
  });
});
