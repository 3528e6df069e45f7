import { describe, expect, it } from 'vitest';
import { isDeceased, languageOf } from '../../src/fhir/patient.ts';
import type { CodeableConcept } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

describe('whether a patient has died', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true with a date', { deceasedDateTime: '2024-11-03T04:05:00Z' }, true],
    ['true with a year', { deceasedDateTime: '2024' }, true],
    ['true where it is said', { deceasedBoolean: true }, true],
    ['false where it is said', { deceasedBoolean: false }, false],
    ['true with a date, whatever else is said', { deceasedBoolean: false, deceasedDateTime: '2024' }, true],
    ['null where nothing is said', {}, null],
    ['null for a blank date', { deceasedDateTime: ' ' }, null],
    ['true for the text True', { deceasedBoolean: 'True' }, true],
    ['false for the text false', { deceasedBoolean: 'false' }, false],
    ['null for a list', { deceasedBoolean: [true] }, null],
    [
      'null where a date is not readable, though it also says false',
      { deceasedBoolean: false, deceasedDateTime: 7 },
      null,
    ],
    [
      'null where the date is missing for a reason',
      {
        _deceasedDateTime: {
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
          ],
        },
      },
      null,
    ],
    ['null for what is neither true nor false', { deceasedBoolean: 'false', deceasedDateTime: 7 }, null],
  ])('is %s', (_what, patient, expected) => {
    expect(isDeceased(asSent(patient))).toBe(expected);
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
