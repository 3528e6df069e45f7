import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

describe('the place of a vaccination in a series', () => {
  it.each<[string, object, string | null, string | null]>([
    ['integers', { doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 }, '2', '3'],
    ['texts', { doseNumberString: 'booster', seriesDosesString: '2–3' }, 'booster', '2–3'],
    ['null without elements', {}, null, null],
    ['an integer sent as a string', { doseNumberPositiveInt: '2', seriesDosesString: 3 }, '2', null],
  ])('returns %s as the place of a vaccination in a series', (_what, value, dose, doses) => {
    expect(resolveField('ImmunizationProtocolApplied', 'doseNumber', { value })).toBe(dose);
    expect(resolveField('ImmunizationProtocolApplied', 'seriesDoses', { value })).toBe(doses);
  });
});

describe('the dose of a vaccine', () => {
  it.each<[string, unknown, string | null]>([
    ['the amount with its unit', { value: 0.5, unit: 'mL', code: '1' }, '0.5 mL'],
    ['null without a number', { unit: 'mL' }, null],
    ['null for text', '0.5 mL', null],
    ['null for nothing', undefined, null],
  ])('returns %s as the dose of a vaccine', (_what, doseQuantity, expected) => {
    expect(resolveField('Immunization', 'doseText', { doseQuantity })).toBe(expected);
  });
});
