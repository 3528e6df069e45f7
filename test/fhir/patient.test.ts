import { describe, expect, it } from 'vitest';
import { isDeceased, languageOf } from '../../src/fhir/patient.ts';
import type { CodeableConcept } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

describe('whether a patient has died', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true with a date', { deceasedDateTime: '2024-11-03T04:05:00Z' }, true],
    ['true with a year', { deceasedDateTime: '2024' }, true],
    ['true if the boolean says so', { deceasedBoolean: true }, true],
    ['false if the boolean says so', { deceasedBoolean: false }, false],
    [
      'true with a date, whatever the boolean says',
      { deceasedBoolean: false, deceasedDateTime: '2024' },
      true,
    ],
    ['null if missing', {}, null],
    ['null for a blank date', { deceasedDateTime: ' ' }, null],
    ['true for the text True', { deceasedBoolean: 'True' }, true],
    ['false for the text false', { deceasedBoolean: 'false' }, false],
    ['null for a list', { deceasedBoolean: [true] }, null],
    [
      'null if a date is unreadable, even if the boolean is false',
      { deceasedBoolean: false, deceasedDateTime: 7 },
      null,
    ],
    [
      'null if the date is missing with a reason',
      {
        _deceasedDateTime: {
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
          ],
        },
      },
      null,
    ],
    ['null for contradictory or unreadable values', { deceasedBoolean: 'false', deceasedDateTime: 7 }, null],
  ])('isDeceased is %s [CS-96]', (_what, patient, expected) => {
    expect(isDeceased(asSent(patient))).toBe(expected);
  });
});

describe('the language of a patient', () => {
  const [english, spanish] = [{ text: 'English' }, { text: 'Spanish' }];

  it.each<[string, unknown, CodeableConcept | null]>([
    ['the preferred language', [{ language: english }, { language: spanish, preferred: true }], spanish],
    [
      'the first language if none is preferred',
      [{ language: english, preferred: false }, { language: spanish }],
      english,
    ],
    ['the first readable language', [null, { preferred: true }, 'x', { language: spanish }], spanish],
    ['null for an empty list', [], null],
    ['null if the element is missing', undefined, null],
    ['null if it is malformed', [{ language: 'en' }], null],
  ])('the language of a patient is %s', (_what, communication, expected) => {
    expect(languageOf(asSent({ communication }))).toEqual(expected);
  });
});
