import { describe, expect, it } from 'vitest';
import type { GoalTarget } from '../../../src/fhir/types.ts';
import { resolveField } from '../../support/resolved-field.ts';

const kilograms = { value: 80, comparator: '<', unit: 'kg' } as const;
const range = { low: { value: 120, unit: 'mmHg' }, high: { value: 130, unit: 'mmHg' } };
const ratio = { numerator: { value: 1 }, denominator: { value: 128 } };

describe('the detail of a target', () => {
  it.each<[string, GoalTarget, unknown, string | null]>([
    ['an amount', { detailQuantity: kilograms }, { ...kilograms, typeOfValue: 'Quantity' }, '<80 kg'],
    ['a range', { detailRange: range }, { ...range, typeOfValue: 'Range' }, '120–130 mmHg'],
    [
      'a concept',
      { detailCodeableConcept: { text: 'Non-smoker' } },
      { text: 'Non-smoker', typeOfValue: 'CodeableConcept' },
      'Non-smoker',
    ],
    ['a ratio', { detailRatio: ratio }, { ...ratio, typeOfValue: 'Ratio' }, '1:128'],
    ['words', { detailString: ' to walk ' }, { type: 'StringValue', value: 'to walk' }, 'to walk'],
    ['a whole number', { detailInteger: 5 }, { type: 'IntegerValue', value: 5 }, '5'],
    ['true or false', { detailBoolean: false }, { type: 'BooleanValue', value: false }, 'No'],
    ['null where the server sent none', { dueDate: '2026-12-31' }, null, null],
  ])('is %s', (_what, target, detail, text) => {
    expect(resolveField('GoalTarget', 'detail', target)).toEqual(detail);
    expect(resolveField('GoalTarget', 'detailText', target)).toBe(text);
  });

  // test/fhir/observation-value.test.ts has values of the wrong kind.
  it.each<[string, unknown]>([
    ['an empty amount', { detailQuantity: {} }],
    ['an empty list', { detailRange: [] }],
    ['nothing', {}],
  ])('is null for %s', (_what, target) => {
    expect(resolveField('GoalTarget', 'detail', target)).toBeNull();
    expect(resolveField('GoalTarget', 'detailText', target)).toBeNull();
  });
});
