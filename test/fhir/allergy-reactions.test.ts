import { describe, expect, it } from 'vitest';
import { allergyClinicalStatus, allergyMeaning } from '../../src/fhir/allergy.ts';
import { asSent } from '../support/as-sent.ts';

const ABSENT_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const DENIAL = { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] };

describe('a denial of allergies with a reaction [CS-54]', () => {
  it.each<[string, object]>([
    ['a manifestation', { manifestation: [{ text: 'Hives' }] }],
    ['a substance', { substance: { text: 'Latex' } }],
    ['a description', { description: 'Swollen lips' }],
  ])('a denial of allergies with a reaction that has %s is an allergy', (_what, reaction) => {
    expect(allergyMeaning(asSent({ code: { text: 'NKDA' }, reaction: [reaction] }))).toBe('ALLERGY');
    expect(allergyMeaning(asSent({ code: DENIAL, reaction: [reaction] }))).toBe('ALLERGY');
  });

  it.each<[string, unknown]>([
    ['a severity', [{ severity: 'severe' }]],
    ['a note', [{ note: [{ text: 'Anaphylaxis to nuts' }] }]],
    ['an onset', [{}, { onset: '2019' }]],
    [
      'an absent manifestation with a reason',
      [{ manifestation: [{ extension: [{ url: ABSENT_EXTENSION }] }] }],
    ],
    ['a text', 'Hives'],
    ['an object instead of a list', { description: 'Swollen lips' }],
  ])('a denial of allergies with a reaction that contains only %s is an allergy', (_what, reaction) => {
    for (const code of [{ text: 'NKDA' }, DENIAL])
      expect(allergyMeaning(asSent({ code, reaction }))).toBe('ALLERGY');
  });

  it.each<[unknown]>([[[{}]], [[]], [null], [[{ manifestation: [{ text: ' ' }], note: [] }]]])(
    'a denial of allergies with the empty reaction %j stays a denial',
    (reaction) => {
      expect(allergyMeaning(asSent({ code: DENIAL, reaction }))).toBe('NO_KNOWN_ALLERGIES');
    },
  );
});

describe('the system of a code', () => {
  it.each([
    'https://snomed.info/sct',
    'http://snomed.info/sct/',
    'http://snomed.info/sct|20250901',
    'http://snomed.info/sct/731000124108',
    'HTTP://SNOMED.INFO/sct/731000124108/version/20250901',
    'urn:oid:2.16.840.1.113883.6.96',
  ])('the system %s is SNOMED CT', (system) => {
    const denial = { coding: [{ system, code: '716186003' }] };
    const penicillin = { text: 'No known allergies', coding: [{ system, code: '91936005' }] };
    expect(allergyMeaning({ code: denial })).toBe('NO_KNOWN_ALLERGIES');
    expect(allergyMeaning({ code: penicillin })).toBe('ALLERGY');
    expect(allergyClinicalStatus({ clinicalStatus: { coding: [{ system, code: '413322009' }] } })).toBe(
      'RESOLVED',
    );
  });

  it.each([
    'http://snomed.info/scta/731000124108',
    'http://snomed.info.example/sct/731000124108',
    'urn:oid:2.16.840.1.113883.6.9',
  ])('the system %s is not SNOMED CT', (system) => {
    expect(allergyMeaning({ code: { coding: [{ system, code: '716186003' }] } })).toBe('ALLERGY');
  });

  it.each([
    'http://hl7.org/fhir/sid/icd-10',
    'urn:oid:2.16.840.1.113883.6.3',
    'http://hl7.org/fhir/sid/icd-10-cm',
    'http://hl7.org/fhir/sid/icd-9-cm',
    'http://va.gov/terminology/medrt',
    'urn:oid:2.16.840.1.113883.6.345',
    'http://www.whocc.no/atc',
    'urn:oid:2.16.840.1.113883.6.73',
    'http://fdasis.nlm.nih.gov',
    'https://www.nlm.nih.gov/research/umls/rxnorm|2025',
    'urn:oid:2.16.840.1.113883.6.69',
    'urn:oid:2.16.840.1.113883.3.26.1.5',
  ])('a code of %s names a substance or disorder, whatever its text says', (system) => {
    const code = { text: 'No known allergies', coding: [{ system, code: 'X1' }] };
    expect(allergyMeaning({ code })).toBe('ALLERGY');
  });
});

describe('several clinical statuses of an allergy', () => {
  const SNOMED_ACTIVE = { system: 'http://snomed.info/sct', code: '55561003' };

  it.each<[string, unknown, string]>([
    ['the current one', { coding: [{ code: 'resolved' }, { code: 'active' }] }, 'ACTIVE'],
    ['the current one, by a SNOMED CT code', { coding: [{ code: 'inactive' }, SNOMED_ACTIVE] }, 'ACTIVE'],
    ['the current one among bare codes', ['inactive', 'Active'], 'ACTIVE'],
    ['the current one, as text', { text: 'Active', coding: [{ code: '7', display: 'Resolved' }] }, 'ACTIVE'],
    [
      'the first one if none is current',
      { coding: [{ code: 'resolved' }, { code: 'inactive' }] },
      'RESOLVED',
    ],
    ['the known one', { coding: [{ code: 'dormant' }, { code: 'resolved' }] }, 'RESOLVED'],
    ['the code rather than the text', { text: 'Active', coding: [{ code: 'resolved' }] }, 'RESOLVED'],
  ])(
    'of several clinical statuses of an allergy, the one that counts is %s',
    (_what, clinicalStatus, expected) => {
      expect(allergyClinicalStatus(asSent({ clinicalStatus }))).toBe(expected);
    },
  );
});
