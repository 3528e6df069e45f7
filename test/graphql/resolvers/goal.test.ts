import { describe, expect, it } from 'vitest';
import type { GoalTarget } from '../../../src/fhir/types.ts';
import { resolveField } from '../../support/resolved-field.ts';

const kilograms = { value: 80, comparator: '<', unit: 'kg' } as const;
const range = { low: { value: 120, unit: 'mmHg' }, high: { value: 130, unit: 'mmHg' } };
const ratio = { numerator: { value: 1 }, denominator: { value: 128 } };

describe('the detail of a target', () => {
  it.each<[string, GoalTarget, unknown, string | null]>([
    ['a quantity', { detailQuantity: kilograms }, { ...kilograms, typeOfValue: 'Quantity' }, '<80 kg'],
    ['a range', { detailRange: range }, { ...range, typeOfValue: 'Range' }, '120–130 mmHg'],
    [
      'a concept',
      { detailCodeableConcept: { text: 'Non-smoker' } },
      { text: 'Non-smoker', typeOfValue: 'CodeableConcept' },
      'Non-smoker',
    ],
    ['a ratio', { detailRatio: ratio }, { ...ratio, typeOfValue: 'Ratio' }, '1:128'],
    [
      'a text without surrounding spaces',
      { detailString: ' to walk ' },
      { type: 'StringValue', value: 'to walk' },
      'to walk',
    ],
    ['an integer', { detailInteger: 5 }, { type: 'IntegerValue', value: 5 }, '5'],
    ['a boolean', { detailBoolean: false }, { type: 'BooleanValue', value: false }, 'No'],
    ['null without a detail', { dueDate: '2026-12-31' }, null, null],
  ])('returns %s as the detail of a target', (_what, target, detail, text) => {
    expect(resolveField('GoalTarget', 'detail', target)).toEqual(detail);
    expect(resolveField('GoalTarget', 'detailText', target)).toBe(text);
  });

  // test/fhir/observation-value.test.ts covers values of the wrong kind.
  it.each<[string, unknown]>([
    ['an empty quantity', { detailQuantity: {} }],
    ['an empty list', { detailRange: [] }],
    ['nothing', {}],
  ])('returns null as the detail of a target for %s', (_what, target) => {
    expect(resolveField('GoalTarget', 'detail', target)).toBeNull();
    expect(resolveField('GoalTarget', 'detailText', target)).toBeNull();
  });
});
