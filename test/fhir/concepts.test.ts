import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codingsOf,
  conceptText,
  conceptWords,
  extensionConcept,
  firstName,
} from '../../src/fhir/concepts.ts';
import type { CodeableConcept, Extension } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const OID = 'urn:oid:1.2.840.114350.1.13.0.1.7.10.698084.130.657370.19999000';

describe('the text of a concept', () => {
  it.each<[string, CodeableConcept, string | null]>([
    ['its own text', { text: 'Married', coding: [{ display: 'M', userSelected: true }] }, 'Married'],
    ['its own text without the space around it', { text: '  Married ' }, 'Married'],
    [
      'the first display if there is no text',
      { coding: [{ display: 'female' }, { display: 'F' }] },
      'female',
    ],
    ['a display if the text is blank', { text: ' ', coding: [{ display: 'female' }] }, 'female'],
    [
      'the display that a user selected rather than the first',
      { coding: [{ display: 'First' }, { display: 'Chosen', userSelected: true }] },
      'Chosen',
    ],
    [
      'another display if the selected code has none',
      { coding: [{ code: 'x', userSelected: true }, { display: 'Other' }] },
      'Other',
    ],
    [
      'the first display that is not blank',
      { coding: [{ code: 'a' }, { display: ' ' }, { display: 'b' }] },
      'b',
    ],
    [
      'a display of a published system rather than the site’s',
      {
        coding: [
          { system: OID, code: '7', display: 'LISINOPRIL TABS (LOCAL)' },
          { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '29046', display: 'lisinopril' },
        ],
      },
      'lisinopril',
    ],
    [
      'the display that the user selected rather than a published one',
      {
        coding: [
          { system: 'http://snomed.info/sct', code: '77176002', display: 'Smoker' },
          { system: OID, code: '4', display: 'Former smoker', userSelected: true },
        ],
      },
      'Former smoker',
    ],
    [
      'null for a code that only says why there is none',
      { coding: [{ system: 'urn:oid:2.16.840.1.113883.5.1008', code: 'NI' }] },
      null,
    ],
    [
      'a display of HL7 rather than one without a system',
      {
        coding: [
          { code: 'fin', display: 'FIN' },
          { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', display: 'Active' },
        ],
      },
      'Active',
    ],
    [
      'a site’s display rather than a published code without one',
      {
        coding: [
          { system: 'http://loinc.org', code: '718-7' },
          { system: OID, display: 'Hgb' },
        ],
      },
      'Hgb',
    ],
    [
      'a published code with the name of its system if there are no words',
      {
        coding: [
          { system: OID, code: '7' },
          { system: 'urn:oid:2.16.840.1.113883.6.88', code: '7980' },
        ],
      },
      'RxNorm 7980',
    ],
    [
      'the code with the last part of the system’s URL if the system has no name',
      { coding: [{ system: 'http://hospital.example/fhir/CodeSystem/note-kinds', code: 'XR2' }] },
      'note-kinds XR2',
    ],
    [
      'the bare code if the system is an OID',
      { coding: [{ system: OID, code: '248152002' }] },
      'code 248152002',
    ],
    ['the bare code without a system', { coding: [{ code: ' 17 ' }] }, 'code 17'],
    [
      'the display of a coding without its list',
      asSent<CodeableConcept>({ coding: { display: 'female' } }),
      'female',
    ],
    ['the code of a coding without its list', asSent<CodeableConcept>({ coding: { code: '17' } }), 'code 17'],
    ['null for an empty concept', {}, null],
  ])('the text of a concept is %s [CS-113]', (_what, concept, expected) => {
    expect(conceptText(concept)).toBe(expected);
  });

  it('the text of a concept with a code is never blank, and never contains an OID [CS-113]', () => {
    const coding = fc.record(
      {
        system: fc.constantFrom(OID, 'http://loinc.org', 'urn:uuid:6a02b5c0-9d5e-4a41-a4d0-9f8f4f3b1c1e', ''),
        code: fc.constantFrom('LA29518-0', '248152002', 'female'),
        display: fc.constantFrom('Words', '', ' '),
        userSelected: fc.boolean(),
      },
      { requiredKeys: ['code'] },
    );
    const concept = fc.record(
      { text: fc.constantFrom('Own words', ''), coding: fc.array(coding, { minLength: 1 }) },
      { requiredKeys: ['coding'] },
    );
    fc.assert(
      fc.property(concept, (sent) => {
        expect(conceptText(sent)).toMatch(/^(Own words|Words|(code|LOINC) (LA29518-0|248152002|female))$/);
      }),
    );
  });

  it('conceptWords returns only words, never a code', () => {
    expect(conceptWords({ coding: [{ system: 'http://loinc.org', code: '718-7' }] })).toBeNull();
    expect(conceptWords({ coding: [{ code: '718-7', display: 'Hemoglobin' }] })).toBe('Hemoglobin');
  });

  it.each<[string, unknown]>([
    ['a number as text', { text: 7 }],
    ['codings that are not objects', { coding: [null, 'x', 7, ['x']] }],
    ['an object as display', { coding: [{ display: { value: 'x' } }] }],
  ])('the text of a concept with %s is null', (_what, concept) => {
    expect(conceptText(asSent(concept))).toBeNull();
  });
});

describe('the first name of several candidates', () => {
  const rxnorm = { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7980' };

  it.each<[string, unknown[], string | null]>([
    [
      'the words of a later candidate rather than the code of an earlier one',
      [{ coding: [rxnorm] }, 'Penicillin'],
      'Penicillin',
    ],
    ['the display of a reference', [{ coding: [rxnorm] }, { display: 'penicillin G' }], 'penicillin G'],
    ['the first code if no candidate has words', [null, { text: ' ' }, { coding: [rxnorm] }], 'RxNorm 7980'],
    ['the code of a single coding', [rxnorm], 'RxNorm 7980'],
    ['null if all are empty', [undefined, 7, [], {}, { coding: 'x' }, ''], null],
  ])('the first name of several candidates is %s', (_what, candidates, expected) => {
    expect(firstName(...candidates)).toBe(expected);
  });
});

describe('the codings of a concept', () => {
  it('codings keep the server’s order, without malformed ones', () => {
    const [one, other] = [{ code: 'a' }, { code: 'b' }];
    expect(codingsOf(asSent({ coding: [one, null, 'x', other] }))).toEqual([one, other]);
    expect(codingsOf({})).toEqual([]);
  });
});

describe('the concept of an extension', () => {
  const url = 'http://example.org/extension';
  const reading = { system: 'http://snomed.info/sct', displays: { '248152002': 'Female' } };

  it.each<[string, Omit<Extension, 'url'>, CodeableConcept | null]>([
    ['an unchanged CodeableConcept', { valueCodeableConcept: { text: 'Female' } }, { text: 'Female' }],
    [
      'a concept with one Coding',
      { valueCoding: { code: 'F', display: 'Female' } },
      { coding: [{ code: 'F', display: 'Female' }] },
    ],
    [
      'a code with its known system and display',
      { valueCode: '248152002' },
      { coding: [{ system: 'http://snomed.info/sct', code: '248152002', display: 'Female' }] },
    ],
    [
      'a code without a display if none is known',
      { valueCode: 'asked-declined' },
      { coding: [{ system: 'http://snomed.info/sct', code: 'asked-declined' }] },
    ],
    [
      'a code that is a property name of every object',
      { valueCode: 'constructor' },
      { coding: [{ system: 'http://snomed.info/sct', code: 'constructor' }] },
    ],
    ['a string as text', { valueString: ' Nonbinary ' }, { text: 'Nonbinary' }],
    ['null for a blank string', { valueString: ' ' }, null],
    ['null without a value', {}, null],
    ['null for a value of another type', { valueBoolean: true }, null],
  ])('the concept of an extension is %s', (_what, value, expected) => {
    expect(extensionConcept({ url, ...value }, reading)).toEqual(expected);
  });

  it('the concept of an extension is a bare code if its system is unknown', () => {
    expect(extensionConcept({ url, valueCode: 'F' })).toEqual({ coding: [{ code: 'F' }] });
  });

  it('the concept of an extension is null if the value is malformed', () => {
    expect(extensionConcept(asSent({ url, valueCodeableConcept: 'Female' }))).toBeNull();
    expect(extensionConcept(asSent({ url, valueCoding: ['F'], valueCode: 7, valueString: {} }))).toBeNull();
  });
});
