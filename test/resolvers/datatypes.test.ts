import { describe, expect, it } from 'vitest';
import { FhirDate, FhirDateTime, JSON } from '../../src/resolvers/datatypes.ts';
import { refusalOf } from '../support/refusal.ts';

describe.each([
  ['FhirDate', FhirDate, ['1987', '1987-09', '1987-09-12'], '2026-05-01T09:30:00Z'],
  ['FhirDateTime', FhirDateTime, ['1987', '1987-09-12', '2026-05-01T09:30:00-05:00'], '2026-05-01T25:00:00Z'],
])('the scalar %s', (name, scalar, good, bad) => {
  it('is the same text both ways', () => {
    for (const value of good) {
      expect(scalar.serialize(value)).toBe(value);
      expect(scalar.parseValue(value)).toBe(value);
    }
  });

  it.each([bad, '', '12/09/1987', '1987-02-30', 1987, null, {}, ['1987'], new Date(0)])(
    'is not %j',
    (value) => {
      expect(refusalOf(() => scalar.parseValue(value))).toEqual({
        code: 'BAD_USER_INPUT',
        message: `Expected a ${name}, such as 1987-09-12.`,
      });
      expect(refusalOf(() => scalar.serialize(value))).toEqual({
        code: 'UPSTREAM_INVALID_RESPONSE',
        message: `The FHIR server sent something that is not a ${name}.`,
      });
    },
  );
});

describe('the scalar JSON', () => {
  it.each([null, 1, 'x', true, [1], { a: { b: null } }])('can be %j', (value) => {
    expect(JSON.serialize(value)).toEqual(value);
  });
});
