import { describe, expect, it } from 'vitest';
import type { Observation, Quantity } from '../src/types.ts';
import { withDecimal } from '../src/data/clinical/decimal.ts';
import { toJson } from '../src/json.ts';

function observation(valueQuantity: Quantity): Observation {
  return { resourceType: 'Observation', status: 'final', code: { text: 'x' }, valueQuantity };
}

describe('FHIR JSON', () => {
  it.each(['7.0', '0.10', '-3.50', '12345678901234567890.123456789', '100'])(
    'the decimal %s keeps its digits',
    (decimal) => {
      expect(toJson(observation(withDecimal({ unit: '%' }, decimal)))).toContain(
        `"valueQuantity":{"value":${decimal},"unit":"%"}`,
      );
    },
  );

  it('copies of a quantity keep its digits, also with a comparator', () => {
    const copy: Quantity = { ...withDecimal({}, '0.010'), comparator: '<' };
    expect(toJson(observation(copy))).toContain('"value":0.010,"comparator":"<"');
  });

  it('other numbers are written as in JavaScript', () => {
    expect(toJson(observation({ value: 7.5 }))).toContain('"valueQuantity":{"value":7.5}');
  });

  it('a Bundle combines the JSON of its entries, with and without a resource', () => {
    const resource = observation(withDecimal({}, '7.0'));
    const json = toJson({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      entry: [{ fullUrl: 'u', resource, search: { mode: 'match' } }, { fullUrl: 'v' }],
    });
    expect(json).toContain('"value":7.0');
    expect(JSON.parse(json)).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      entry: [
        {
          fullUrl: 'u',
          search: { mode: 'match' },
          resource: {
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'x' },
            valueQuantity: { value: 7 },
          },
        },
        { fullUrl: 'v' },
      ],
    });
    expect(JSON.parse(toJson({ resourceType: 'Bundle', type: 'searchset' }))).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [],
    });
  });
});
