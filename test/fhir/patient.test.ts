import { describe, expect, it } from 'vitest';
import { ageOf, isDeceased, languageOf, mrnOf } from '../../src/fhir/patient.ts';
import type { CodeableConcept, Identifier, Patient } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const MR = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };

function typed(type: CodeableConcept, value: string, use?: Identifier['use']): Identifier {
  return { type, value, ...(use !== undefined && { use }) };
}

describe('the medical record number', () => {
  const epi = typed({ text: 'EPI' }, 'E1');
  const mrn = typed({ text: 'MRN' }, 'M1');
  const coded = typed({ ...MR, text: 'Hospital number' }, 'C1');

  it.each<[string, Identifier[], string | null]>([
    ['the one of HL7 type MR before all others', [epi, mrn, coded], 'C1'],
    ['the one that Epic calls MRN before the one it calls EPI', [epi, mrn], 'M1'],
    ['the one that Epic calls EPI, where there is no other', [typed({ text: 'CEID' }, 'X'), epi], 'E1'],
    [
      'of HL7 type MR whatever other codes it has',
      [typed({ coding: [{ code: 'PI' }, ...MR.coding] }, 'C2')],
      'C2',
    ],
    ['without the space that pads it', [typed(MR, '   C3 ')], 'C3'],
    ['the first of several', [coded, typed(MR, 'C4')], 'C1'],
    ['one in use before an old one', [typed(MR, 'C5', 'old'), typed(MR, 'C6', 'usual')], 'C6'],
    ['an old one of HL7 type before others that are in use', [mrn, typed(MR, 'C7', 'old')], 'C7'],
    [
      'the next one of its type where the first has no value',
      [typed(MR, ' '), { type: MR }, typed(MR, 'C8')],
      'C8',
    ],
    ['the next way where one leads to no value', [typed(MR, ''), mrn], 'M1'],
    ['null where there are only others', [typed({ text: 'INTERNAL' }, 'Z1'), { value: '203713' }], null],
    ['never an SSN', [{ system: 'http://hl7.org/fhir/sid/us-ssn', ...typed(MR, '900-55-1234') }], null],
    ['null where there is none', [], null],
  ])('is %s', (_what, identifier, expected) => {
    expect(mrnOf({ identifier })).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a type that is text', [{ type: 'MRN', value: 'M1' }]],
    ['a value that is a number', [{ type: MR, value: 203713 }]],
    ['codings that are none', [{ type: { coding: [null, 'MR'] }, value: 'M1' }]],
    ['no list', { type: MR, value: 'M1' }],
  ])('is null for %s', (_what, identifier) => {
    expect(mrnOf(asSent({ identifier }))).toBeNull();
  });
});

describe('whether a patient has died', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true with a date', { deceasedDateTime: '2024-11-03T04:05:00Z' }, true],
    ['true with a year', { deceasedDateTime: '2024' }, true],
    ['true where it is said', { deceasedBoolean: true }, true],
    ['false where it is said', { deceasedBoolean: false }, false],
    ['true with a date, whatever else is said', { deceasedBoolean: false, deceasedDateTime: '2024' }, true],
    ['null where nothing is said', {}, null],
    ['null for a blank date', { deceasedDateTime: ' ' }, null],
    ['null for what is neither true nor false', { deceasedBoolean: 'false', deceasedDateTime: 7 }, null],
  ])('is %s', (_what, patient, expected) => {
    expect(isDeceased(asSent(patient))).toBe(expected);
  });
});

describe('the age of a patient', () => {
  it.each<[string, Partial<Patient>, number | null]>([
    ['today’s', { birthDate: '1987-09-12', deceasedBoolean: false }, 38],
    ['the one at death', { birthDate: '1950-04-05', deceasedDateTime: '2024-11-03T04:05:00Z' }, 74],
    [
      'the one at death, the day before a birthday',
      { birthDate: '1950-04-05', deceasedDateTime: '2024-04-04' },
      73,
    ],
    [
      'null where the year of death leaves it open',
      { birthDate: '1950-04-05', deceasedDateTime: '2024' },
      null,
    ],
    [
      'null where nobody knows when the patient died',
      { birthDate: '1950-04-05', deceasedBoolean: true },
      null,
    ],
    [
      'null where the date of death is none',
      { birthDate: '1950-04-05', deceasedDateTime: 'last year' },
      null,
    ],
    ['told from a month that is over', { birthDate: '1966-02' }, 60],
    ['null for a year alone', { birthDate: '1948' }, null],
    ['null without a birth date', {}, null],
    ['null for a birth date that is none', { birthDate: '12/09/1987' }, null],
    ['null for a birth date to come', { birthDate: '2027-01-01' }, null],
  ])('is %s', (_what, patient, expected) => {
    expect(ageOf({ resourceType: 'Patient', ...patient }, '2026-05-01')).toBe(expected);
  });
});

describe('the language of a patient', () => {
  const [english, spanish] = [{ text: 'English' }, { text: 'Spanish' }];

  it.each<[string, unknown, CodeableConcept | null]>([
    ['the preferred one', [{ language: english }, { language: spanish, preferred: true }], spanish],
    [
      'the first where none is preferred',
      [{ language: english, preferred: false }, { language: spanish }],
      english,
    ],
    ['the first that is there', [null, { preferred: true }, 'x', { language: spanish }], spanish],
    ['null where there is none', [], null],
    ['null where the element is missing', undefined, null],
    ['null where it is malformed', [{ language: 'en' }], null],
  ])('is %s', (_what, communication, expected) => {
    expect(languageOf(asSent({ communication }))).toEqual(expected);
  });
});
