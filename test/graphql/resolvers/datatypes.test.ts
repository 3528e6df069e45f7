import { describe, expect, it } from 'vitest';
import { FhirDate, FhirDateTime, JSON } from '../../../src/graphql/resolvers/datatypes.ts';
import { refusalOf } from '../../support/refusal.ts';

describe.each([
  [
    'FhirDate',
    FhirDate,
    ['1987', '1987-09', '1987-09-12'],
    '2026-05-01T09:30:00Z',
    'Expected a FhirDate, such as 1987-09-12.',
  ],
  [
    'FhirDateTime',
    FhirDateTime,
    ['1987', '1987-09-12', '2026-05-01T09:30:00-05:00'],
    '2026-05-01T25:00:00Z',
    'Expected a FhirDateTime, such as 1987-09-12, or 2026-05-01T09:30:00-05:00 with an offset of at most 14:00.',
  ],
])('the scalar %s', (name, scalar, good, bad, message) => {
  it('accepts and returns the same text', () => {
    for (const value of good) {
      expect(scalar.serialize(value)).toBe(value);
      expect(scalar.parseValue(value)).toBe(value);
    }
  });

  it.each([bad, '', '12/09/1987', '1987-02-30', 1987, null, {}, ['1987'], new Date(0)])(
    'refuses %j from a client and from the FHIR server',
    (value) => {
      expect(refusalOf(() => scalar.parseValue(value))).toEqual({
        code: 'BAD_USER_INPUT',
        message,
      });
      expect(refusalOf(() => scalar.serialize(value))).toEqual({
        code: 'UPSTREAM_INVALID_RESPONSE',
        message: `The FHIR server sent an invalid ${name}.`,
      });
    },
  );
});

describe('an offset outside FHIR', () => {
  it.each(['+15:00', '+14:30', '-23:30'])(
    'refuses the offset %s from a client, but accepts it from the FHIR server',
    (offset) => {
      const value = `2026-05-01T09:30:00${offset}`;
      expect(refusalOf(() => FhirDateTime.parseValue(value))).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(FhirDateTime.serialize(value)).toBe(value);
    },
  );
});

describe('the scalar JSON', () => {
  it.each([null, 1, 'x', true, [1], { a: { b: null } }])('returns %j unchanged', (value) => {
    expect(JSON.serialize(value)).toEqual(value);
  });
});
