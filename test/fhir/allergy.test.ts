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

describe('the meaning of an entry of the allergy list', () => {
  it.each<[string, CodeableConcept | undefined, string]>([
    ['an allergy', PENICILLIN, 'ALLERGY'],
    ['no known allergies', coded('716186003'), 'NO_KNOWN_ALLERGIES'],
    ['no known allergies, by a retired SNOMED CT code', coded('160244002'), 'NO_KNOWN_ALLERGIES'],
    [
      'no known allergies, by SNOMED’s OID',
      coded('716186003', 'urn:oid:2.16.840.1.113883.6.96'),
      'NO_KNOWN_ALLERGIES',
    ],
    [
      'no known allergies, by the code of HL7’s patient summary',
      coded('no-known-allergies', IPS),
      'NO_KNOWN_ALLERGIES',
    ],
    ['no known drug allergies', coded('409137002'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['no known environmental allergies', coded('428607008'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['no known food allergies', coded('429625007'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['no known insect allergies', coded('428197003'), 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    [
      'no known drug allergies, by the code of HL7’s patient summary',
      coded('no-known-medication-allergies', IPS),
      'NO_KNOWN_ALLERGIES_OF_A_KIND',
    ],
    ['not on file, by Epic’s code', coded('1631000175102'), 'NOT_ON_FILE'],
    ['not on file, by the code of HL7’s patient summary', coded('no-allergy-info', IPS), 'NOT_ON_FILE'],
    ['an allergy without a code', undefined, 'ALLERGY'],
    ['no known allergies, as text', { text: 'No Known Allergies' }, 'NO_KNOWN_ALLERGIES'],
    ['no known allergies, abbreviated', { text: 'NKA.' }, 'NO_KNOWN_ALLERGIES'],
    ['no known drug allergies, abbreviated', { text: 'NKDA' }, 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    [
      'no known drug allergies, as text',
      { text: ' no known  drug ALLERGIES' },
      'NO_KNOWN_ALLERGIES_OF_A_KIND',
    ],
    [
      'no known allergies, by the display of Epic’s own code',
      { coding: [{ system: EPIC, code: '12', display: 'No Known Allergies' }] },
      'NO_KNOWN_ALLERGIES',
    ],
    [
      'not on file, by the display of Epic’s own code',
      { coding: [{ system: EPIC, code: '13', display: 'Not on File' }] },
      'NOT_ON_FILE',
    ],
    ['not asked, by FHIR’s reason', coded('not-asked', ABSENT), 'NOT_ON_FILE'],
    ['unknown, by FHIR’s reason', coded('asked-unknown', ABSENT), 'UNKNOWN'],
    ['not asked, by a NullFlavor', coded('NASK', NULL_FLAVOR), 'NOT_ON_FILE'],
    ['unknown, by a NullFlavor with its OID', coded('UNK', 'urn:oid:2.16.840.1.113883.5.1008'), 'UNKNOWN'],
    [
      'unknown, by a reason in place of the code',
      { extension: [{ url: ABSENT_EXTENSION, valueCode: 'unknown' }] },
      'UNKNOWN',
    ],
    ['unknown, as text', { text: 'Unknown' }, 'UNKNOWN'],
    [
      'an allergy if a NullFlavor comes with a substance as text',
      { text: 'Walnuts', ...coded('UNK', NULL_FLAVOR) },
      'ALLERGY',
    ],
    ['an allergy for the NullFlavor OTH, which implies another code', coded('OTH', NULL_FLAVOR), 'ALLERGY'],
    ['an allergy if the code is masked', coded('masked', ABSENT), 'ALLERGY'],
    ['an allergy if the text makes an exception', { text: 'NKDA except latex' }, 'ALLERGY'],
    [
      'an allergy if the text makes an exception to the code',
      { text: 'No known allergies other than latex', ...coded('716186003') },
      'ALLERGY',
    ],
    [
      'an allergy if another code names a substance',
      { coding: [...(coded('716186003').coding ?? []), ...(PENICILLIN.coding ?? [])] },
      'ALLERGY',
    ],
    ['an allergy if the statement ends with a question mark', { text: 'No known allergies?' }, 'ALLERGY'],
    ['an allergy to an unknown substance', { text: 'Unknown substance' }, 'ALLERGY'],
    [
      'an allergy if the text is not a known phrase, whatever the code',
      { text: 'Penicillin', ...coded('716186003') },
      'ALLERGY',
    ],
    [
      'an allergy if the text continues after the phrase',
      { text: 'NKDA; latex - hives', ...coded('409137002') },
      'ALLERGY',
    ],
    [
      'an allergy if the text is in another language',
      { text: 'Keine Allergien bekannt', ...coded('716186003') },
      'ALLERGY',
    ],
    [
      'an allergy if the code of the patient summary has other text',
      { text: 'Shellfish', ...coded('no-known-allergies', IPS) },
      'ALLERGY',
    ],
    [
      'an allergy if a local code next to the statement has another display',
      { coding: [...(coded('716186003').coding ?? []), { system: EPIC, code: '4', display: 'Walnut' }] },
      'ALLERGY',
    ],
    [
      'an allergy if the text is too long for a phrase',
      { text: `NKDA ${'and '.repeat(60)}`, ...coded('409137002') },
      'ALLERGY',
    ],
    [
      'no known allergies if the text repeats the code in words',
      {
        text: 'No Known Allergies',
        coding: [{ system: SNOMED, code: '716186003', display: 'No known allergy (situation)' }],
      },
      'NO_KNOWN_ALLERGIES',
    ],
    [
      'the weaker denial if text and code differ',
      { text: 'Not on File', ...coded('716186003') },
      'NOT_ON_FILE',
    ],
    [
      'no known allergies of a kind, even if the text denies all',
      { text: 'No Known Allergies', ...coded('409137002') },
      'NO_KNOWN_ALLERGIES_OF_A_KIND',
    ],
    ['an allergy if the code is from another system', coded('716186003', 'urn:oid:1.2.3'), 'ALLERGY'],
    ['an allergy if the code has no system', { coding: [{ code: '716186003' }] }, 'ALLERGY'],
  ])('an entry of the allergy list means %s [CS-53]', (_what, code, expected) => {
    expect(allergyMeaning(code === undefined ? {} : { code })).toBe(expected);
  });

  it('a denial of allergies is found among the server’s own codes', () => {
    const coding = [{ system: 'urn:oid:1.2.840.114350', code: '1' }, ...(coded('716186003').coding ?? [])];
    expect(allergyMeaning({ code: { coding } })).toBe('NO_KNOWN_ALLERGIES');
  });

  it.each<[string, unknown]>([
    ['text', 'No known allergies'],
    ['malformed codings', { coding: [null, '716186003', { system: SNOMED, code: 716186003 }] }],
    ['a code that is a property of every object', coded('constructor')],
    ['a system that is a number', { coding: [{ system: 7, code: 'no-known-allergies' }] }],
  ])('an entry with %s is an allergy', (_what, code) => {
    expect(allergyMeaning(asSent({ code }))).toBe('ALLERGY');
  });
});

describe('the allergy status [CS-53]', () => {
  it.each<[string, AllergyIntolerance[], string]>([
    ['recorded for an allergy', [penicillin], 'RECORDED'],
    ['recorded if the list also denies allergies', [none, notOnFile, penicillin], 'RECORDED'],
    ['recorded for an allergy without a status', [entry(PENICILLIN)], 'RECORDED'],
    ['none known for a denial', [none], 'NO_KNOWN_ALLERGIES'],
    ['none known if earlier allergies are over', [resolved, inactive, none], 'NO_KNOWN_ALLERGIES'],
    ['none known if earlier allergies were refuted', [refuted, none], 'NO_KNOWN_ALLERGIES'],
    ['none of a kind', [noDrugs], 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['none known rather than none of a kind', [noDrugs, none], 'NO_KNOWN_ALLERGIES'],
    ['recorded if an allergy has both a current and an earlier status', [none, reactivated], 'RECORDED'],
    ['recorded if all allergies are over', [resolved], 'RECORDED'],
    ['recorded rather than none of a kind if an allergy is over', [noDrugs, resolved], 'RECORDED'],
    ['not on file', [notOnFile], 'NOT_ON_FILE'],
    ['unknown for an empty list', [], 'UNKNOWN'],
    ['unknown if the server says so', [entry({ text: 'Unknown' })], 'UNKNOWN'],
    [
      'unknown if the denial was refuted, as text',
      [entry({ text: 'NKA' }, { verificationStatus: { text: 'Refuted' } })],
      'UNKNOWN',
    ],
    [
      'unknown if the denial was resolved, as text',
      [entry({ text: 'NKA' }, { clinicalStatus: { text: 'Resolved' } })],
      'UNKNOWN',
    ],
    ['unknown if all entries were refuted or entered in error', [refuted, mistaken], 'UNKNOWN'],
    [
      'unknown if the denial was entered in error',
      [entry(coded('716186003'), { verificationStatus: status('entered-in-error') })],
      'UNKNOWN',
    ],
    [
      'unknown if the denial is unconfirmed',
      [entry(coded('716186003'), { verificationStatus: status('unconfirmed') })],
      'UNKNOWN',
    ],
    [
      'not of a kind if the denial of that kind is unconfirmed',
      [entry(coded('409137002'), { verificationStatus: status('unconfirmed') })],
      'UNKNOWN',
    ],
    [
      'not on file, even if that is unconfirmed',
      [
        entry(
          { text: 'Not on File', ...coded('1631000175102') },
          { verificationStatus: status('unconfirmed') },
        ),
      ],
      'NOT_ON_FILE',
    ],
    [
      'unknown without information',
      [entry(coded('NI', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'))],
      'UNKNOWN',
    ],
    ...['None', 'Nil known', 'Denies any allergies', 'Patient denies allergies.'].map(
      (text): [string, AllergyIntolerance[], string] => [
        `none known for "${text}"`,
        [entry({ text })],
        'NO_KNOWN_ALLERGIES',
      ],
    ),
    ['not on file for "Not assessed"', [entry({ text: 'Not assessed' })], 'NOT_ON_FILE'],
    [
      'unknown if the denial is inactive',
      [entry(coded('716186003'), { clinicalStatus: status('inactive') })],
      'UNKNOWN',
    ],
  ])('the allergy status of a patient is %s', (_what, allergies, expected) => {
    expect(allergyStatus(allergies, true)).toBe(expected);
  });

  it('the allergy status is RECORDED if a penicillin allergy has the code of a denial [CS-54]', () => {
    const hidden = entry({ text: 'Penicillin', ...coded('716186003') });
    expect(allergyStatus([hidden], true)).toBe('RECORDED');
    expect(isContradictory([hidden, none])).toBe(true);
  });

  it('the allergy status is never NO_KNOWN_ALLERGIES if the list may lack records', () => {
    expect(allergyStatus([none], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([noDrugs], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([notOnFile], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([], false)).toBe('MAY_BE_INCOMPLETE');
    expect(allergyStatus([penicillin], false)).toBe('RECORDED');
  });
});

describe('a list with an allergy and a denial', () => {
  const peanut = entry({ text: 'Peanut' }, { category: ['food'] });
  const nkda = entry({ text: 'NKDA' });

  it.each<[string, AllergyIntolerance[], boolean]>([
    ['with an allergy and a denial of all is contradictory', [none, penicillin], true],
    [
      'with an allergy of the denied kind is contradictory',
      [noDrugs, entry(PENICILLIN, { category: ['medication'] })],
      true,
    ],
    ['with an allergy of unknown kind is contradictory', [nkda, penicillin], true],
    ['with an allergy of another kind is not contradictory', [nkda, peanut], false],
    ['with an allergy that is over is not contradictory', [none, resolved], false],
    ['with a refuted allergy is not contradictory', [none, refuted], false],
    [
      'with a denial entered in error is not contradictory',
      [entry({ text: 'NKA' }, { verificationStatus: status('entered-in-error') }), penicillin],
      false,
    ],
    ['with only "not asked" is not contradictory', [notOnFile, penicillin], false],
    ['without an allergy is not contradictory', [none, noDrugs], false],
    ['without a denial is not contradictory', [penicillin, peanut], false],
  ])('an allergy list %s [CS-55]', (_what, allergies, expected) => {
    expect(isContradictory(allergies)).toBe(expected);
  });
});

describe('refuted allergies', () => {
  it.each<[string, AllergyIntolerance, boolean]>([
    ['is recognized by its code', refuted, true],
    ['is recognized by its text', entry(PENICILLIN, { verificationStatus: { text: 'Refuted' } }), true],
    [
      'is recognized by the word delabelled',
      entry(PENICILLIN, { verificationStatus: { text: 'Delabelled' } }),
      true,
    ],
    ['is recognized by a bare code in capitals', entry(PENICILLIN, { verificationStatus: 'REFUTED' }), true],
    ['does not include one entered in error', mistaken, false],
    ['does not include a resolved allergy', resolved, false],
    [
      'does not include a refuted denial',
      entry({ text: 'NKA' }, { verificationStatus: status('refuted') }),
      false,
    ],
  ])('a refuted allergy %s [CS-57]', (_what, allergy, expected) => {
    expect(isRefutedAllergy(allergy)).toBe(expected);
  });
});

describe('the categories of an allergy', () => {
  it.each<[string, unknown, string[]]>([
    [
      'each FHIR category',
      ['food', 'medication', 'environment', 'biologic'],
      ['FOOD', 'MEDICATION', 'ENVIRONMENT', 'BIOLOGIC'],
    ],
    ['an unknown category', ['latex', 'food'], ['UNRECOGNIZED', 'FOOD']],
    ['a text instead of a list', 'food', ['FOOD']],
    ['a list without texts', [null, 7, ' ', {}], []],
    ['nothing', undefined, []],
  ])('the categories of an allergy are read from %s', (_what, category, expected) => {
    expect(allergyCategories(asSent({ category }))).toEqual(expected);
  });
});
