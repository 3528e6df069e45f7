import { describe, expect, it } from 'vitest';
import { valueOf } from '../../src/fhir/observation.ts';
import { valueText } from '../../src/fhir/observation-text.ts';
import { asSent } from '../support/as-sent.ts';
import { at } from '../support/expected.ts';
import { resolveField } from '../support/resolved-field.ts';

/** Values sent as `value[x]` or `detail[x]`, with their GraphQL type and text. */
const SENT: readonly (readonly [sent: Readonly<Record<string, unknown>>, type: string, text: string])[] = [
  [{ Quantity: {}, String: 'Positive' }, 'StringValue', 'Positive'],
  [{ Quantity: { unit: 'mg' }, String: 'Positive' }, 'StringValue', 'Positive'],
  [{ CodeableConcept: { text: ' ' }, Integer: 3 }, 'IntegerValue', '3'],
  [{ Range: {}, Ratio: { numerator: { value: 1 }, denominator: { value: 128 } } }, 'Ratio', '1:128'],
  [{ Quantity: 7.2 }, 'StringValue', '7.2'],
  [{ Quantity: { asWritten: '7.20' } }, 'StringValue', '7.20'],
  [{ Quantity: '7.2 g/dL' }, 'StringValue', '7.2 g/dL'],
  [{ Quantity: [{ value: 5, unit: 'mg' }] }, 'Quantity', '5 mg'],
  [{ CodeableConcept: 'Positive' }, 'StringValue', 'Positive'],
  [{ CodeableConcept: { code: 'POS', display: 'Positive' } }, 'CodeableConcept', 'Positive'],
  [{ Integer: 3.7 }, 'StringValue', '3.7'],
  [{ Integer: 5_000_000_000 }, 'StringValue', '5000000000'],
  [{ Integer: 'many' }, 'StringValue', 'many'],
  [{ String: 5 }, 'IntegerValue', '5'],
  [{ String: ['', 'Positive'] }, 'StringValue', 'Positive'],
  [{ String: { text: 'Positive' } }, 'StringValue', 'Positive'],
  [{ String: { value: 5, unit: 'mg' } }, 'StringValue', '5 mg'],
  [{ Boolean: 'true' }, 'BooleanValue', 'Yes'],
  [{ Boolean: 'false' }, 'BooleanValue', 'No'],
  [{ Boolean: 'unclear' }, 'StringValue', 'unclear'],
];

const named = (prefix: string, sent: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(sent).map(([type, value]) => [prefix + type, value]));

describe('a value of the wrong type [CS-79]', () => {
  it.each(SENT)('a value of the wrong type is shown as a result: %j', (sent, type, text) => {
    const observation = named('value', sent);
    expect(valueOf(asSent(observation))?.type).toBe(type);
    expect(valueText(asSent(observation))).toBe(text);
  });

  it.each(SENT)('a value of the wrong type is shown as a goal’s target: %j', (sent, type, text) => {
    const target = named('detail', sent);
    const detail = resolveField('GoalTarget', 'detail', target);
    expect([at(detail, 'type'), at(detail, 'typeOfValue')]).toContain(type);
    expect(resolveField('GoalTarget', 'detailText', target)).toBe(text);
  });

  it.each([
    {},
    { Quantity: {} },
    { Quantity: null, String: ' ' },
    { CodeableConcept: [] },
    { Boolean: {} },
    { Range: [null] },
  ])('an empty value is null: %j', (sent) => {
    expect(valueOf(asSent(named('value', sent)))).toBeNull();
    expect(resolveField('GoalTarget', 'detail', named('detail', sent))).toBeNull();
  });

  it('a value without text is still returned', () => {
    expect(valueOf({ valueQuantity: { unit: 'mg' } })).toEqual({ type: 'Quantity', value: { unit: 'mg' } });
  });
});
