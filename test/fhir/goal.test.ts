import { describe, expect, it } from 'vitest';
import { targetDetail, targetText } from '../../src/fhir/goal.ts';
import type { GoalTarget } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const kilograms = { value: 80, comparator: '<', unit: 'kg' } as const;
const range = { low: { value: 120, unit: 'mmHg' }, high: { value: 130, unit: 'mmHg' } };
const ratio = { numerator: { value: 1 }, denominator: { value: 128 } };

describe('what is to be reached', () => {
  it.each<[string, GoalTarget, unknown, string | null]>([
    ['an amount', { detailQuantity: kilograms }, { type: 'Quantity', value: kilograms }, '<80 kg'],
    ['a range', { detailRange: range }, { type: 'Range', value: range }, '120–130 mmHg'],
    [
      'a concept',
      { detailCodeableConcept: { text: 'Non-smoker' } },
      { type: 'CodeableConcept', value: { text: 'Non-smoker' } },
      'Non-smoker',
    ],
    ['a relation', { detailRatio: ratio }, { type: 'Ratio', value: ratio }, '1:128'],
    ['words', { detailString: ' to walk ' }, { type: 'StringValue', value: 'to walk' }, 'to walk'],
    ['a whole number', { detailInteger: 5 }, { type: 'IntegerValue', value: 5 }, '5'],
    ['true or false', { detailBoolean: false }, { type: 'BooleanValue', value: false }, 'No'],
    ['null where it is not told', { dueDate: '2026-12-31' }, null, null],
  ])('is %s', (_what, target, detail, text) => {
    expect(targetDetail(target)).toEqual(detail);
    expect(targetText(target)).toBe(text);
  });

  // test/fhir/observation-value.test.ts has values of the wrong kind.
  it.each<[string, unknown]>([
    ['an empty amount', { detailQuantity: {} }],
    ['an empty list', { detailRange: [] }],
    ['nothing', {}],
  ])('is null for %s', (_what, target) => {
    expect(targetDetail(asSent(target))).toBeNull();
    expect(targetText(asSent(target))).toBeNull();
  });
});
