import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { isFhirId, ownPatientId, parseOwnReference, parseReference } from '../../src/fhir/ids.ts';
import { asSent } from '../support/as-sent.ts';

describe('an id', () => {
  it.each([
    ['one of Epic’s', 'erXuFYUfucBZaryVksYEcMg3'],
    ['one with a dot and a hyphen', 'e0w0LEDCYtfckT6N.C-kJKCw3'],
    ['one with an underscore and a tilde', 'a_b~c'],
    ['a number', '1'],
    ['one that starts with a dot', '.a'],
    ['one that ends in dots', 'a..'],
    ['a lone hyphen', '-'],
    ['one of 130 characters', 'e'.repeat(130)],
    ['one of 256 characters', 'e'.repeat(256)],
  ])('can be %s', (_what, id) => {
    expect(isFhirId(id)).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['one dot', '.'],
    ['two dots', '..'],
    ['dots alone', '.....'],
    ['a path that climbs', '../metadata'],
    ['a slash', 'a/b'],
    ['a backslash', 'a\\b'],
    ['a comma, which parts the ids of a search', 'a,b'],
    ['a bar', 'a|b'],
    ['a percent sign', 'a%2Fb'],
    ['a question mark', 'a?b'],
    ['a hash', 'a#b'],
    ['an ampersand', 'a&b'],
    ['a colon', 'urn:a'],
    ['a space', 'a b'],
    ['a space at its end', 'a '],
    ['a line break at its end', 'a\n'],
    ['a null character', 'a\0'],
    ['a letter that is not ASCII', 'é'],
    ['a digit that is not ASCII', '٣'],
    ['an emoji', 'a😀'],
    ['257 characters', 'e'.repeat(257)],
  ])('cannot be or hold %s', (_what, id) => {
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
  ])('is read where it is %s', (_what, reference, target) => {
    expect(parseReference({ reference })).toEqual(target);
  });

  it.each([
    ['contained', '#abc'],
    ['a UUID', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'],
    ['an OID', 'urn:oid:1.2.840.114350'],
    ['empty', ''],
    ['a type alone', 'Patient'],
    ['a type without an id', 'Patient/'],
    ['an id without a type', '/abc'],
    ['of a type in small letters', 'patient/abc'],
    ['conditional', 'Patient?identifier=MRN|203713'],
    ['followed by a query', 'Patient/abc?x=1'],
    ['followed by a fragment', 'Patient/abc#1'],
    ['followed by an operation', 'Patient/abc/$everything'],
    ['a history without an id', 'Patient/_history/3'],
    ['of an id that climbs', 'Patient/..'],
    ['of an id with escapes', 'Patient/a%2Fb'],
    ['of an id with a space', 'Patient/a b'],
  ])('points at nothing where it is %s', (_what, reference) => {
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

describe('a reference is the server’s own', () => {
  const BASE = 'https://ehr.example.org/R4';
  const LINK_BASE = 'http://ehr-internal:8080/fhir';
  const SERVER = createServerUrls({ baseUrl: BASE, linkBaseUrl: LINK_BASE });

  it.each<[what: string, reference: string, isOneOfItsOwn: boolean]>([
    ['relative', 'Patient/a', true],
    ['below the base', `${BASE}/Patient/a`, true],
    ['below the base by which the server names itself', `${LINK_BASE}/Patient/a/_history/2`, true],
    ['beside that base', `${LINK_BASE}-of-another/Patient/a`, false],
    ['at another host', 'https://other.example.org/R4/Patient/a', false],
    ['at another host, without a protocol', '//other.example.org/R4/Patient/a', false],
    ['at a sibling that begins alike', `${BASE}-of-another/Patient/a`, false],
    ['a name', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0', false],
  ])('or not, where it is %s', (_what, reference, isOneOfItsOwn) => {
    expect(parseOwnReference(reference, SERVER)).toEqual(isOneOfItsOwn ? { type: 'Patient', id: 'a' } : null);
  });

  it('and names one of its patients, with space around it too', () => {
    expect(ownPatientId(' Patient/a ', SERVER)).toBe('a');
  });

  it.each<[what: string, reference: unknown]>([
    ['another type', 'Group/a'],
    ['a patient of another server', 'https://other.example.org/R4/Patient/a'],
    ['nothing', ' '],
    ['no text', { reference: 'Patient/a' }],
    ['missing', undefined],
  ])('and names none of its patients, where it is %s', (_what, reference) => {
    expect(ownPatientId(reference, SERVER)).toBeNull();
  });
});
