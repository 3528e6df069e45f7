import { describe, expect, it } from 'vitest';
import { doseNumber, seriesDoses, vaccineDoseText } from '../../src/fhir/immunization.ts';
import { asSent } from '../support/as-sent.ts';

describe('the place of a vaccination in a series', () => {
  it.each<[string, object, string | null, string | null]>([
    ['numbers', { doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 }, '2', '3'],
    ['words', { doseNumberString: 'booster', seriesDosesString: '2–3' }, 'booster', '2–3'],
    ['null where it is not told', {}, null, null],
    ['a number that was sent as a string', { doseNumberPositiveInt: '2', seriesDosesString: 3 }, '2', null],
  ])('is told by %s', (_what, protocol, dose, doses) => {
    expect(doseNumber(asSent(protocol))).toBe(dose);
    expect(seriesDoses(asSent(protocol))).toBe(doses);
  });
});

describe('the dose of a vaccine', () => {
  it.each<[string, unknown, string | null]>([
    ['the amount with the unit as people write it', { value: 0.5, unit: 'mL', code: '1' }, '0.5 mL'],
    ['null without a number', { unit: 'mL' }, null],
    ['null for text', '0.5 mL', null],
    ['null for nothing', undefined, null],
  ])('is %s', (_what, doseQuantity, expected) => {
    expect(vaccineDoseText(asSent({ doseQuantity }))).toBe(expected);
  });
});
