import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { isFhirId, ownPatientId, parseOwnReference, parseReference } from '../../src/fhir/ids.ts';
import { asSent } from '../support/as-sent.ts';

describe('an id', () => {
  it.each([
    ['an id of Epic', 'erXuFYUfucBZaryVksYEcMg3'],
    ['a text with a dot and a hyphen', 'e0w0LEDCYtfckT6N.C-kJKCw3'],
    ['a text with an underscore and a tilde', 'a_b~c'],
    ['a number', '1'],
    ['a text that starts with a dot', '.a'],
    ['a text that ends in dots', 'a..'],
    ['a single hyphen', '-'],
    ['a text of 130 characters', 'e'.repeat(130)],
    ['a text of 256 characters', 'e'.repeat(256)],
  ])('an id can be %s', (_what, id) => {
    expect(isFhirId(id)).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['one dot', '.'],
    ['two dots', '..'],
    ['only dots', '.....'],
    ['a parent path', '../metadata'],
    ['a slash', 'a/b'],
    ['a backslash', 'a\\b'],
    ['a comma, which separates the ids of a search', 'a,b'],
    ['a bar', 'a|b'],
    ['a percent sign', 'a%2Fb'],
    ['a question mark', 'a?b'],
    ['a hash', 'a#b'],
    ['an ampersand', 'a&b'],
    ['a colon', 'urn:a'],
    ['a space', 'a b'],
    ['a space at the end', 'a '],
    ['a line break at the end', 'a\n'],
    ['a null character', 'a\0'],
    ['a letter that is not ASCII', 'é'],
    ['a digit that is not ASCII', '٣'],
    ['an emoji', 'a😀'],
    ['an operation on the type', '_history'],
    ['an underscore at the start', '_a'],
    ['257 characters', 'e'.repeat(257)],
  ])('an id cannot be or contain %s', (_what, id) => {
    expect(isFhirId(id)).toBe(false);
  });
});

describe('a reference', () => {
  it.each([
    ['relative', 'Patient/abc.1-2', { type: 'Patient', id: 'abc.1-2' }],
    ['absolute', 'https://ehr.example.org/api/FHIR/R4/Patient/abc', { type: 'Patient', id: 'abc' }],
    ['an absolute path', '/api/FHIR/R4/Patient/abc', { type: 'Patient', id: 'abc' }],
    ['versioned', 'Patient/abc/_history/3', { type: 'Patient', id: 'abc' }],
    ['absolute and versioned', 'https://ehr.example.org/R4/List/abc/_history/3', { type: 'List', id: 'abc' }],
  ])('a reference is parsed if it is %s', (_what, reference, target) => {
    expect(parseReference({ reference })).toEqual(target);
  });

  it.each([
    ['contained', '#abc'],
    ['a UUID', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'],
    ['an OID', 'urn:oid:1.2.840.114350'],
    ['empty', ''],
    ['only a type', 'Patient'],
    ['a type without an id', 'Patient/'],
    ['an id without a type', '/abc'],
    ['a type in lower case', 'patient/abc'],
    ['conditional', 'Patient?identifier=MRN|203713'],
    ['followed by a query', 'Patient/abc?x=1'],
    ['followed by a fragment', 'Patient/abc#1'],
    ['followed by an operation', 'Patient/abc/$everything'],
    ['a history without an id', 'Patient/_history/3'],
    ['an id of dots', 'Patient/..'],
    ['an id with escapes', 'Patient/a%2Fb'],
    ['the history of a type', 'Patient/Observation/_history'],
    ['a search', 'Observation/_search'],
    ['an id with a space', 'Patient/a b'],
  ])('a reference has no target if it is %s', (_what, reference) => {
    expect(parseReference({ reference })).toBeNull();
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['without a literal', { display: 'Northlight Hospital' }],
    ['a number', { reference: 7 }],
    ['a list', { reference: ['Patient/abc'] }],
  ])('points at nothing where it is %s', (_what, reference) => {
    expect(parseReference(asSent(reference))).toBeNull();
  });
});

describe('references to the server itself', () => {
  const BASE = 'https://ehr.example.org/R4';
  const LINK_BASE = 'http://ehr-internal:8080/fhir';
  const SERVER = createServerUrls({ baseUrl: BASE, linkBaseUrl: LINK_BASE });

  it.each<[what: string, reference: string, isOneOfItsOwn: boolean]>([
    ['relative', 'Patient/a', true],
    ['below the base URL', `${BASE}/Patient/a`, true],
    ['below the base URL that the server uses in links', `${LINK_BASE}/Patient/a/_history/2`, true],
    ['next to that base URL', `${LINK_BASE}-of-another/Patient/a`, false],
    ['on another host', 'https://other.example.org/R4/Patient/a', false],
    ['on another host, without a protocol', '//other.example.org/R4/Patient/a', false],
    ['below a sibling with the same prefix', `${BASE}-of-another/Patient/a`, false],
    ['a URN', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0', false],
  ])(
    'whether a reference is to the server itself is decided if it is %s',
    (_what, reference, isOneOfItsOwn) => {
      expect(parseOwnReference(reference, SERVER)).toEqual(
        isOneOfItsOwn ? { type: 'Patient', id: 'a' } : null,
      );
    },
  );

  it('a reference to the server’s own patient gives its id, even with surrounding space', () => {
    expect(ownPatientId(' Patient/a ', SERVER)).toBe('a');
  });

  it.each<[what: string, reference: unknown]>([
    ['to another type', 'Group/a'],
    ['to a patient of another server', 'https://other.example.org/R4/Patient/a'],
    ['nothing', ' '],
    ['an object', { reference: 'Patient/a' }],
    ['missing', undefined],
  ])('a reference gives no patient id if it is %s', (_what, reference) => {
    expect(ownPatientId(reference, SERVER)).toBeNull();
  });
});
