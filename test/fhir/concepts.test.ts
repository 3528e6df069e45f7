import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codingsOf, conceptText, extensionConcept } from '../../src/fhir/concepts.ts';
import type { CodeableConcept, Extension } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const OID = 'urn:oid:1.2.840.114350.1.13.0.1.7.10.698084.130.657370.19999000';

describe('the text of a concept', () => {
  it.each<[string, CodeableConcept, string | null]>([
    ['its own text', { text: 'Married', coding: [{ display: 'M', userSelected: true }] }, 'Married'],
    ['its own text without the space around it', { text: '  Married ' }, 'Married'],
    [
      'the first display where there is no text',
      { coding: [{ display: 'female' }, { display: 'F' }] },
      'female',
    ],
    ['a display where the text is blank', { text: ' ', coding: [{ display: 'female' }] }, 'female'],
    [
      'the display that a user chose before the first',
      { coding: [{ display: 'First' }, { display: 'Chosen', userSelected: true }] },
      'Chosen',
    ],
    [
      'another display where the chosen code has none',
      { coding: [{ code: 'x', userSelected: true }, { display: 'Other' }] },
      'Other',
    ],
    [
      'the first display that is not blank',
      { coding: [{ code: 'a' }, { display: ' ' }, { display: 'b' }] },
      'b',
    ],
    ['null where there are only codes', { coding: [{ system: OID, code: '248152002' }] }, null],
    ['null where there is nothing', {}, null],
  ])('is %s', (_what, concept, expected) => {
    expect(conceptText(concept)).toBe(expected);
  });

  it('is never a code or the OID of a system', () => {
    const coding = fc.record(
      {
        system: fc.constant(OID),
        code: fc.constantFrom('LA29518-0', '248152002', 'female'),
        display: fc.constantFrom('Words', '', ' '),
        userSelected: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const concept = fc.record(
      { text: fc.constantFrom('Own words', ''), coding: fc.array(coding) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(concept, (sent) => {
        expect(['Own words', 'Words', null]).toContain(conceptText(sent));
      }),
    );
  });

  it.each<[string, unknown]>([
    ['text that is a number', { text: 7 }],
    ['codings that are no list', { coding: { display: 'x' } }],
    ['codings that are no objects', { coding: [null, 'x', 7, ['x']] }],
    ['a display that is an object', { coding: [{ display: { value: 'x' } }] }],
  ])('is null for %s', (_what, concept) => {
    expect(conceptText(asSent(concept))).toBeNull();
  });
});

describe('the codings of a concept', () => {
  it('come in the order sent, without what is no coding', () => {
    const [one, other] = [{ code: 'a' }, { code: 'b' }];
    expect(codingsOf(asSent({ coding: [one, null, 'x', other] }))).toEqual([one, other]);
    expect(codingsOf({})).toEqual([]);
  });
});

describe('the concept of an extension', () => {
  const url = 'http://example.org/extension';
  const reading = { system: 'http://snomed.info/sct', displays: { '248152002': 'Female' } };

  it.each<[string, Omit<Extension, 'url'>, CodeableConcept | null]>([
    ['a CodeableConcept as it is', { valueCodeableConcept: { text: 'Female' } }, { text: 'Female' }],
    [
      'a Coding as its one code',
      { valueCoding: { code: 'F', display: 'Female' } },
      { coding: [{ code: 'F', display: 'Female' }] },
    ],
    [
      'a code with the system and the display that are known for it',
      { valueCode: '248152002' },
      { coding: [{ system: 'http://snomed.info/sct', code: '248152002', display: 'Female' }] },
    ],
    [
      'a code without a display where none is known for it',
      { valueCode: 'asked-declined' },
      { coding: [{ system: 'http://snomed.info/sct', code: 'asked-declined' }] },
    ],
    [
      'a code that is named as a property of all objects',
      { valueCode: 'constructor' },
      { coding: [{ system: 'http://snomed.info/sct', code: 'constructor' }] },
    ],
    ['a string as text', { valueString: ' Nonbinary ' }, { text: 'Nonbinary' }],
    ['nothing where its string is blank', { valueString: ' ' }, null],
    ['nothing where it has no value', {}, null],
    ['nothing where its value is of another kind', { valueBoolean: true }, null],
  ])('is %s', (_what, value, expected) => {
    expect(extensionConcept({ url, ...value }, reading)).toEqual(expected);
  });

  it('is a bare code where nothing is known of its system', () => {
    expect(extensionConcept({ url, valueCode: 'F' })).toEqual({ coding: [{ code: 'F' }] });
  });

  it('is nothing where the value is malformed', () => {
    expect(extensionConcept(asSent({ url, valueCodeableConcept: 'Female' }))).toBeNull();
    expect(extensionConcept(asSent({ url, valueCoding: ['F'], valueCode: 7, valueString: {} }))).toBeNull();
  });
});
