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
        message,
      });
      expect(refusalOf(() => scalar.serialize(value))).toEqual({
        code: 'UPSTREAM_INVALID_RESPONSE',
        message: `The FHIR server sent an invalid ${name}.`,
      });
    },
  );
});

describe('an offset that FHIR does not have', () => {
  it.each(['+15:00', '+14:30', '-23:30'])('is not taken from a caller, but from a server: %s', (offset) => {
    const value = `2026-05-01T09:30:00${offset}`;
    expect(refusalOf(() => FhirDateTime.parseValue(value))).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(FhirDateTime.serialize(value)).toBe(value);
  });
});

describe('the scalar JSON', () => {
  it.each([null, 1, 'x', true, [1], { a: { b: null } }])('can be %j', (value) => {
    expect(JSON.serialize(value)).toEqual(value);
  });
});
