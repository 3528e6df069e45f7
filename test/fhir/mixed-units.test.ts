import { describe, expect, it } from 'vitest';
import { hasMixedUnits } from '../../src/fhir/mixed-units.ts';
import type { Observation } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const result = (code: string, valueQuantity: unknown, more: object = {}): Observation =>
  asSent({
    code: {
      coding: [
        { system: 'urn:oid:1.2', code: `epic-${code}-${JSON.stringify(valueQuantity)}` },
        { system: 'http://loinc.org', code },
      ],
    },
    valueQuantity,
    ...more,
  });
const KG = { value: 70, unit: 'kg', code: 'kg', system: 'http://unitsofmeasure.org' };
const LB = { value: 154, unit: 'lb', code: '[lb_av]', system: 'http://unitsofmeasure.org' };

describe('the units of a list', () => {
  it.each<[string, Observation[], boolean]>([
    ['of two weights', [result('29463-7', KG), result('29463-7', LB)], true],
    ['of a weight and a fat-free mass', [result('29463-7', KG), result('91557-9', LB)], false],
    [
      'of one unit in two spellings',
      [result('8480-6', { value: 1, unit: 'mm[Hg]' }), result('8480-6', { value: 2, unit: 'mmHg' })],
      false,
    ],
    [
      'of one code in two spellings',
      [result('29463-7', KG), result('29463-7', { ...KG, unit: 'kilograms' })],
      false,
    ],
    ['of which one has no unit', [result('29463-7', KG), result('29463-7', { value: 71 })], false],
    ['of which one has no value', [result('29463-7', KG), result('29463-7', { unit: 'lb' })], false],
    ['of which the first has no value', [result('29463-7', { unit: 'lb' }), result('29463-7', KG)], false],
    [
      'of which the first has no value, and a later one has its unit',
      [{ ...KG, value: undefined }, KG, LB].map((quantity) => result('29463-7', quantity)),
      true,
    ],
    [
      'of which the first has no unit, and the others have two',
      [{ value: 70 }, KG, LB].map((quantity) => result('29463-7', quantity)),
      true,
    ],
    [
      'of components',
      [result('85354-9', undefined, { component: [result('8480-6', KG)] }), result('8480-6', LB)],
      true,
    ],
    ...[
      'urn:oid:2.16.840.1.113883.6.1',
      '2.16.840.1.113883.6.1',
      'https://loinc.org/',
      'http://loinc.org|2.80',
    ].map((system): [string, Observation[], boolean] => [
      `of one code in two spellings of its system: ${system}`,
      [result('29463-7', KG), asSent({ code: { coding: [{ system, code: '29463-7' }] }, valueQuantity: LB })],
      true,
    ]),
    [
      'of one code of two systems',
      ['http://one.example.org/codes', 'http://two.example.org/codes'].map((system) =>
        asSent({
          code: { coding: [{ system, code: '7' }] },
          valueQuantity: system.includes('one') ? KG : LB,
        }),
      ),
      false,
    ],
    [
      'of tests that have only a text',
      [
        asSent({ code: { text: 'Weight' }, valueQuantity: KG }),
        asSent({ code: { text: 'Weight' }, valueQuantity: LB }),
      ],
      true,
    ],
    ['without results', [], false],
    [
      'of malformed records',
      [asSent({ code: 'x', valueQuantity: 'y', component: 'z' }), result('1', [])],
      false,
    ],
  ])('mixed units are found in a list %s', (_what, observations, expected) => {
    expect(hasMixedUnits(observations)).toBe(expected);
  });
});
