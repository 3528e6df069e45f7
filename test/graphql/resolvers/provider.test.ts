import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

describe.each(['Practitioner', 'Organization'])('the National Provider Identifier of a %s', (type) => {
  it.each<[string, unknown, string | null]>([
    [
      'the identifier with the URI of the NPI system',
      [
        { system: 'urn:oid:1.2.3', value: '7' },
        { system: 'http://hl7.org/fhir/sid/us-npi', value: ' 1234567893 ' },
      ],
      '1234567893',
    ],
    [
      'the identifier with the OID of the NPI system',
      [{ system: 'urn:oid:2.16.840.1.113883.4.6', value: '1234567893' }],
      '1234567893',
    ],
    ['null without such an identifier', [{ system: 'urn:oid:1.2.3', value: '7' }], null],
    ['null for identifiers of the wrong kind', [null, 'x', { system: 7 }], null],
    ['null without identifiers', undefined, null],
  ])('returns %s', (_what, identifier, expected) => {
    expect(resolveField(type, 'npi', { identifier })).toBe(expected);
  });
});
