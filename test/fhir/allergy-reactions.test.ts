import { describe, expect, it } from 'vitest';
import { allergyMeaning } from '../../src/fhir/allergy.ts';
import { asSent } from '../support/as-sent.ts';

const ABSENT_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const DENIAL = { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] };

describe('a denial of allergies with a reaction', () => {
  it.each<[string, object]>([
    ['a manifestation', { manifestation: [{ text: 'Hives' }] }],
    ['a substance', { substance: { text: 'Latex' } }],
    ['a description', { description: 'Swollen lips' }],
  ])('is an allergy for a denial with %s', (_what, reaction) => {
    expect(allergyMeaning(asSent({ code: { text: 'NKDA' }, reaction: [reaction] }))).toBe('ALLERGY');
    expect(allergyMeaning(asSent({ code: DENIAL, reaction: [reaction] }))).toBe('ALLERGY');
  });

  it.each<[string, unknown]>([
    ['a severity', [{ severity: 'severe' }]],
    ['a note', [{ note: [{ text: 'Anaphylaxis to nuts' }] }]],
    ['an onset', [{}, { onset: '2019' }]],
    [
      'a manifestation that is absent for a reason',
      [{ manifestation: [{ extension: [{ url: ABSENT_EXTENSION }] }] }],
    ],
    ['a text', 'Hives'],
    ['one that is no list', { description: 'Swollen lips' }],
  ])('is an allergy for a denial with a reaction that holds %s', (_what, reaction) => {
    for (const code of [{ text: 'NKDA' }, DENIAL])
      expect(allergyMeaning(asSent({ code, reaction }))).toBe('ALLERGY');
  });

  it.each<[unknown]>([[[{}]], [[]], [null], [[{ manifestation: [{ text: ' ' }], note: [] }]]])(
    'is no allergy for a denial with %j, which holds nothing',
    (reaction) => {
      expect(allergyMeaning(asSent({ code: DENIAL, reaction }))).toBe('NO_KNOWN_ALLERGIES');
    },
  );
});
