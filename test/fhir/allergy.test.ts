import { describe, expect, it } from 'vitest';
import { allergyCategories, allergyMeaning, allergyStatus } from '../../src/fhir/allergy.ts';
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

const status = (code: string) => ({ coding: [{ code }] });
const PENICILLIN = { text: 'PENICILLIN G', ...coded('7980', 'http://www.nlm.nih.gov/research/umls/rxnorm') };

const penicillin = entry(PENICILLIN, { clinicalStatus: status('active') });
const resolved = entry(PENICILLIN, { clinicalStatus: status('resolved') });
const inactive = entry(PENICILLIN, { clinicalStatus: status('inactive') });
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
    ['an allergy, where only the text says otherwise', { text: 'No known allergies' }, 'ALLERGY'],
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
    ['that there were some, where all are over', [resolved], 'RECORDED'],
    ['that there were some, before that there are none of a kind', [noDrugs, resolved], 'RECORDED'],
    ['that nothing is on file', [notOnFile], 'NOT_ON_FILE'],
    ['nothing, where nothing is listed', [], 'UNKNOWN'],
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

  it('is not that there are none, as long as the list goes on', () => {
    expect(allergyStatus([none], false)).toBe('UNKNOWN');
    expect(allergyStatus([notOnFile], false)).toBe('UNKNOWN');
    expect(allergyStatus([], false)).toBe('UNKNOWN');
    expect(allergyStatus([penicillin], false)).toBe('RECORDED');
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
