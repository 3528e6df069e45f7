import { describe, expect, it } from 'vitest';
import {
  allergyCategories,
  allergyMeaning,
  allergyStatus,
  isContradictory,
  isRefutedAllergy,
} from '../../src/fhir/allergy.ts';
import type { AllergyIntolerance, CodeableConcept } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const SNOMED = 'http://snomed.info/sct';
const IPS = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';

function entry(code: CodeableConcept, others: object = {}): AllergyIntolerance {
  return asSent({ resourceType: 'AllergyIntolerance', id: 'x', code, ...others });
}

function coded(code: string, system = SNOMED): CodeableConcept {
  return { coding: [{ system, code }] };
}

const EPIC = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.768076';
const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
const NULL_FLAVOR = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';
const ABSENT_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

const status = (code: string) => ({ coding: [{ code }] });
const PENICILLIN = { text: 'PENICILLIN G', ...coded('7980', 'http://www.nlm.nih.gov/research/umls/rxnorm') };

const penicillin = entry(PENICILLIN, { clinicalStatus: status('active') });
const resolved = entry(PENICILLIN, { clinicalStatus: status('resolved') });
const inactive = entry(PENICILLIN, { clinicalStatus: status('inactive') });
const reactivated = entry(PENICILLIN, {
  clinicalStatus: { coding: [{ code: 'resolved' }, { code: 'active' }] },
});
const refuted = entry(PENICILLIN, { verificationStatus: status('refuted') });
const mistaken = entry(PENICILLIN, { verificationStatus: status('entered-in-error') });
const none = entry(coded('716186003'), { clinicalStatus: status('active') });
const noDrugs = entry(coded('409137002'));
const notOnFile = entry({ text: 'Not on File', ...coded('1631000175102') });

describe('what an entry of the allergy list says', () => {
  it.each<[string, CodeableConcept | undefined, string]>([
    ['an allergy', PENICILLIN, 'ALLERGY'],
    ['no known allergies', coded('716186003'), 'NO_KNOWN_ALLERGIES'],
    ['no known allergies, by the code that SNOMED has retired', coded('160244002'), 'NO_KNOWN_ALLERGIES'],
    [
      'no known allergies, by SNOMED’s OID',
      coded('716186003', 'urn:oid:2.16.840.1.113883.6.96'),
      'NO_KNOWN_ALLERGIES',
    ],
    [
      'no known allergies, as HL7’s patient summary has it',
      coded('no-known-allergies', IPS),
      'NO_KNOWN_ALLERGIES',
    ],
    ['no known allergies to drugs', coded('409137002'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['no known allergies to the environment', coded('428607008'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['no known allergies to food', coded('429625007'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['no known allergies to insects', coded('428197003'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    [
      'no known allergies to drugs, in HL7’s way',
      coded('no-known-medication-allergies', IPS),
      'NO_KNOWN_ALLERGIES_OF_A_KIND',
    ],
    ['that nothing is on file, as Epic does', coded('1631000175102'), 'NOT_ON_FILE'],
    ['that nothing is on file, in HL7’s way', coded('no-allergy-info', IPS), 'NOT_ON_FILE'],
    ['an allergy, where it has no code', undefined, 'ALLERGY'],
    ['no known allergies, in words', { text: 'No Known Allergies' }, 'NO_KNOWN_ALLERGIES'],
    ['no known allergies, abbreviated', { text: 'NKA.' }, 'NO_KNOWN_ALLERGIES'],
    ['no known allergies to drugs, abbreviated', { text: 'NKDA' }, 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    [
      'no known allergies to drugs, in words',
      { text: ' no known  drug ALLERGIES' },
      'NO_KNOWN_ALLERGIES_OF_A_KIND',
    ],
    [
      'no known allergies, by the display of a code of Epic’s own',
      { coding: [{ system: EPIC, code: '12', display: 'No Known Allergies' }] },
      'NO_KNOWN_ALLERGIES',
    ],
    [
      'that nothing is on file, by the display of a code of Epic’s own',
      { coding: [{ system: EPIC, code: '13', display: 'Not on File' }] },
      'NOT_ON_FILE',
    ],
    ['that nobody asked, by FHIR’s reason', coded('not-asked', ABSENT), 'NOT_ON_FILE'],
    ['that it is not known, by FHIR’s reason', coded('asked-unknown', ABSENT), 'UNKNOWN'],
    ['that nobody asked, by a NullFlavor', coded('NASK', NULL_FLAVOR), 'NOT_ON_FILE'],
    [
      'that it is not known, by a NullFlavor with its OID',
      coded('UNK', 'urn:oid:2.16.840.1.113883.5.1008'),
      'UNKNOWN',
    ],
    [
      'that it is not known, with the reason in the place of the code',
      { extension: [{ url: ABSENT_EXTENSION, valueCode: 'unknown' }] },
      'UNKNOWN',
    ],
    ['that it is not known, in words', { text: 'Unknown' }, 'UNKNOWN'],
    [
      'an allergy, where a NullFlavor only lacks a code',
      { text: 'Walnuts', ...coded('UNK', NULL_FLAVOR) },
      'ALLERGY',
    ],
    ['an allergy, where a NullFlavor says that there is another code', coded('OTH', NULL_FLAVOR), 'ALLERGY'],
    ['an allergy, where the reason is that it is masked', coded('masked', ABSENT), 'ALLERGY'],
    ['an allergy, where words make an exception', { text: 'NKDA except latex' }, 'ALLERGY'],
    [
      'an allergy, where words make an exception to a code',
      { text: 'No known allergies other than latex', ...coded('716186003') },
      'ALLERGY',
    ],
    [
      'an allergy, where a code names a substance too',
      { coding: [...(coded('716186003').coding ?? []), ...(PENICILLIN.coding ?? [])] },
      'ALLERGY',
    ],
    ['an allergy, where the statement is in doubt', { text: 'No known allergies?' }, 'ALLERGY'],
    ['an allergy, where the substance is not known', { text: 'Unknown substance' }, 'ALLERGY'],
    [
      'an allergy, where its text is no known phrase, whatever its code',
      { text: 'Penicillin', ...coded('716186003') },
      'ALLERGY',
    ],
    [
      'an allergy, where a text goes on after the phrase',
      { text: 'NKDA; latex - hives', ...coded('409137002') },
      'ALLERGY',
    ],
    [
      'an allergy, where the text is in another language',
      { text: 'Keine Allergien bekannt', ...coded('716186003') },
      'ALLERGY',
    ],
    [
      'an allergy, where the code of the patient summary has other words',
      { text: 'Shellfish', ...coded('no-known-allergies', IPS) },
      'ALLERGY',
    ],
    [
      'an allergy, where a local code next to the statement has other words',
      { coding: [...(coded('716186003').coding ?? []), { system: EPIC, code: '4', display: 'Walnut' }] },
      'ALLERGY',
    ],
    [
      'an allergy, where the text is too long for a phrase',
      { text: `NKDA ${'and '.repeat(60)}`, ...coded('409137002') },
      'ALLERGY',
    ],
    [
      'no known allergies, where the text repeats the code in words',
      {
        text: 'No Known Allergies',
        coding: [{ system: SNOMED, code: '716186003', display: 'No known allergy (situation)' }],
      },
      'NO_KNOWN_ALLERGIES',
    ],
    [
      'what denies less, where text and code differ',
      { text: 'Not on File', ...coded('716186003') },
      'NOT_ON_FILE',
    ],
    [
      'no known allergies of a kind, where the text says of all',
      { text: 'No Known Allergies', ...coded('409137002') },
      'NO_KNOWN_ALLERGIES_OF_A_KIND',
    ],
    ['an allergy, where the code is of another system', coded('716186003', 'urn:oid:1.2.3'), 'ALLERGY'],
    ['an allergy, where the code is of no system', { coding: [{ code: '716186003' }] }, 'ALLERGY'],
  ])('is %s', (_what, code, expected) => {
    expect(allergyMeaning(code === undefined ? {} : { code })).toBe(expected);
  });

  it('is found among codes of the server’s own', () => {
    const coding = [{ system: 'urn:oid:1.2.840.114350', code: '1' }, ...(coded('716186003').coding ?? [])];
    expect(allergyMeaning({ code: { coding } })).toBe('NO_KNOWN_ALLERGIES');
  });

  it.each<[string, unknown]>([
    ['text', 'No known allergies'],
    ['codings that are none', { coding: [null, '716186003', { system: SNOMED, code: 716186003 }] }],
    ['a code that every object has', coded('constructor')],
    ['a system that is a number', { coding: [{ system: 7, code: 'no-known-allergies' }] }],
  ])('is an allergy for %s', (_what, code) => {
    expect(allergyMeaning(asSent({ code }))).toBe('ALLERGY');
  });
});

describe('what is known of the allergies as a whole', () => {
  it.each<[string, AllergyIntolerance[], string]>([
    ['that there are some', [penicillin], 'RECORDED'],
    ['that there are some, where the list also says otherwise', [none, notOnFile, penicillin], 'RECORDED'],
    ['that there are some, where their status is not told', [entry(PENICILLIN)], 'RECORDED'],
    ['that there are none', [none], 'NO_KNOWN_ALLERGIES'],
    ['that there are none, where some are over', [resolved, inactive, none], 'NO_KNOWN_ALLERGIES'],
    ['that there are none, where some were refuted', [refuted, none], 'NO_KNOWN_ALLERGIES'],
    ['that there are none of a kind', [noDrugs], 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['that there are none, before that there are none of a kind', [noDrugs, none], 'NO_KNOWN_ALLERGIES'],
    ['that there are some, where one is over and in force', [none, reactivated], 'RECORDED'],
    ['that there were some, where all are over', [resolved], 'RECORDED'],
    ['that there were some, before that there are none of a kind', [noDrugs, resolved], 'RECORDED'],
    ['that nothing is on file', [notOnFile], 'NOT_ON_FILE'],
    ['nothing, where nothing is listed', [], 'UNKNOWN'],
    ['nothing, where the server says that it is not known', [entry({ text: 'Unknown' })], 'UNKNOWN'],
    [
      'nothing, where it was refuted, in words, that there are none',
      [entry({ text: 'NKA' }, { verificationStatus: { text: 'Refuted' } })],
      'UNKNOWN',
    ],
    [
      'nothing, where it was resolved, in words, that there are none',
      [entry({ text: 'NKA' }, { clinicalStatus: { text: 'Resolved' } })],
      'UNKNOWN',
    ],
    ['nothing, where all that is listed was refuted or a mistake', [refuted, mistaken], 'UNKNOWN'],
    [
      'nothing, where it was a mistake that there are none',
      [entry(coded('716186003'), { verificationStatus: status('entered-in-error') })],
      'UNKNOWN',
    ],
    [
      'nothing, where it holds no longer that there are none',
      [entry(coded('716186003'), { clinicalStatus: status('inactive') })],
      'UNKNOWN',
    ],
  ])('is %s', (_what, allergies, expected) => {
    expect(allergyStatus(allergies, true)).toBe(expected);
  });

  it('is that there are some, where a penicillin allergy hides behind the code of a denial', () => {
    const hidden = entry({ text: 'Penicillin', ...coded('716186003') });
    expect(allergyStatus([hidden], true)).toBe('RECORDED');
    expect(isContradictory([hidden, none])).toBe(true);
  });

  it('is not that there are none, as long as the list can lack records', () => {
    expect(allergyStatus([none], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([noDrugs], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([notOnFile], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([penicillin], false)).toBe('RECORDED');
  });
});

describe('a list that has an allergy and denies it', () => {
  const peanut = entry({ text: 'Peanut' }, { category: ['food'] });
  const nkda = entry({ text: 'NKDA' });

  it.each<[string, AllergyIntolerance[], boolean]>([
    ['is contradictory', [none, penicillin], true],
    [
      'is contradictory for allergies of the kind',
      [noDrugs, entry(PENICILLIN, { category: ['medication'] })],
      true,
    ],
    ['is contradictory for allergies of an unknown kind', [nkda, penicillin], true],
    ['is not, where the allergy is of another kind', [nkda, peanut], false],
    ['is not, where the allergy is over', [none, resolved], false],
    ['is not, where the allergy was refuted', [none, refuted], false],
    [
      'is not, where the denial was entered in error',
      [entry({ text: 'NKA' }, { verificationStatus: status('entered-in-error') }), penicillin],
      false,
    ],
    ['is not, where it only says that nobody asked', [notOnFile, penicillin], false],
    ['is not, where there is no allergy', [none, noDrugs], false],
    ['is not, where there is no denial', [penicillin, peanut], false],
  ])('%s', (_what, allergies, expected) => {
    expect(isContradictory(allergies)).toBe(expected);
  });
});

describe('an allergy that was ruled out', () => {
  it.each<[string, AllergyIntolerance, boolean]>([
    ['is told by its code', refuted, true],
    ['is told by its words', entry(PENICILLIN, { verificationStatus: { text: 'Refuted' } }), true],
    [
      'is told by the word delabelled',
      entry(PENICILLIN, { verificationStatus: { text: 'Delabelled' } }),
      true,
    ],
    ['is recognized by a bare code in capitals', entry(PENICILLIN, { verificationStatus: 'REFUTED' }), true],
    ['is none that was a mistake', mistaken, false],
    ['is none that is over', resolved, false],
    [
      'is no denial that was refuted',
      entry({ text: 'NKA' }, { verificationStatus: status('refuted') }),
      false,
    ],
  ])('%s', (_what, allergy, expected) => {
    expect(isRefutedAllergy(allergy)).toBe(expected);
  });
});

describe('the kinds of substance of an allergy', () => {
  it.each<[string, unknown, string[]]>([
    [
      'each of FHIR’s',
      ['food', 'medication', 'environment', 'biologic'],
      ['FOOD', 'MEDICATION', 'ENVIRONMENT', 'BIOLOGIC'],
    ],
    ['one that FHIR does not know', ['latex', 'food'], ['UNRECOGNIZED', 'FOOD']],
    ['no list', 'food', []],
    ['what is no text', [null, 7, ' ', {}], []],
    ['nothing', undefined, []],
  ])('are told for %s', (_what, category, expected) => {
    expect(allergyCategories(asSent({ category }))).toEqual(expected);
  });
});
