import { describe, expect, it } from 'vitest';
import {
  ingredientName,
  isReported,
  medicationConcept,
  medicationName,
  nameOfMedication,
} from '../../src/fhir/medication.ts';
import type { CodeableConcept, MedicationRequest } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const aspirin: CodeableConcept = { text: 'aspirin 325 MG tablet', coding: [{ code: '212033' }] };
const inside = { resourceType: 'Medication', id: 'm1', code: aspirin };

describe('what a request is of', () => {
  it.each<[string, object, string | null]>([
    ['its own concept', { medicationCodeableConcept: { text: 'Aspirin' } }, 'Aspirin'],
    [
      'the Medication that it contains',
      { contained: [inside], medicationReference: { reference: '#m1' } },
      'aspirin 325 MG tablet',
    ],
    [
      'what it calls the Medication that it refers to, as Epic does',
      { medicationReference: { reference: 'Medication/f1', display: 'aspirin (BAYER) 325 MG tablet' } },
      'aspirin (BAYER) 325 MG tablet',
    ],
    [
      'what it calls it, where the concept has only codes',
      {
        medicationCodeableConcept: { coding: [{ code: '212033' }] },
        medicationReference: { display: 'Aspirin' },
      },
      'Aspirin',
    ],
    ['null where it only refers to it', { medicationReference: { reference: 'Medication/f1' } }, null],
    ['null where it says nothing', {}, null],
  ])('is, in words, %s', (_what, request, expected) => {
    expect(medicationName(asSent<MedicationRequest>(request))).toBe(expected);
  });

  it.each<[string, object]>([
    ['another', { contained: [inside], medicationReference: { reference: '#m2' } }],
    [
      'one of another type',
      { contained: [{ ...inside, resourceType: 'Substance' }], medicationReference: { reference: '#m1' } },
    ],
    ['one that is elsewhere', { contained: [inside], medicationReference: { reference: 'Medication/m1' } }],
    ['what is no list', { contained: inside, medicationReference: { reference: '#m1' } }],
    [
      'what has no id',
      { contained: [{ ...inside, id: undefined }, null], medicationReference: { reference: '#undefined' } },
    ],
    ['what is of the wrong kind', { medicationCodeableConcept: 'aspirin', medicationReference: 7 }],
  ])('is not read from %s', (_what, request) => {
    expect(medicationConcept(asSent<MedicationRequest>(request))).toBeNull();
    expect(medicationName(asSent<MedicationRequest>(request))).toBeNull();
  });

  it('is a concept with its codes, from the request or from inside it', () => {
    expect(medicationConcept({ medicationCodeableConcept: aspirin })).toBe(aspirin);
    const containing = asSent<MedicationRequest>({
      contained: [{ resourceType: 'Organization', id: 'm1' }, inside],
      medicationReference: { reference: '#m1' },
    });
    expect(medicationConcept(containing)).toBe(aspirin);
  });
});

describe('an ingredient in words', () => {
  it.each<[string, unknown, string | null]>([
    ['its concept', { itemCodeableConcept: { coding: [{ display: 'aspirin' }] } }, 'aspirin'],
    ['what it is called where it is referred to', { itemReference: { display: 'aspirin' } }, 'aspirin'],
    [
      'its code where it has no words',
      {
        itemCodeableConcept: {
          coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1191' }],
        },
      },
      'RxNorm 1191',
    ],
    ['null for what is of the wrong kind', { itemCodeableConcept: 'aspirin', itemReference: ['x'] }, null],
  ])('is %s', (_what, ingredient, expected) => {
    expect(ingredientName(asSent(ingredient))).toBe(expected);
  });
});

describe('a Medication in words', () => {
  const acetaminophen = { itemCodeableConcept: { text: 'acetaminophen' } };

  it.each<[string, unknown, string | null]>([
    ['its code', { code: { text: 'Tylenol #3' }, ingredient: [acetaminophen] }, 'Tylenol #3'],
    [
      'its ingredients where the code has no words',
      {
        code: { coding: [{ code: '993781' }] },
        contained: [
          { resourceType: 'Substance', id: 's1' },
          { resourceType: 'Medication', id: 's1', code: { text: 'codeine' } },
        ],
        ingredient: [acetaminophen, { itemReference: { reference: '#s1' } }],
      },
      'acetaminophen + codeine',
    ],
    [
      'its code where it does not name all of its ingredients',
      { code: { coding: [{ code: '993781' }] }, ingredient: [acetaminophen, {}] },
      'code 993781',
    ],
    ['null where it says nothing', { ingredient: [{}] }, null],
  ])('is %s', (_what, medication, expected) => {
    expect(nameOfMedication(asSent(medication))).toBe(expected);
  });
});

describe('whether a medication is hearsay', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true where it is said', { reportedBoolean: true }, true],
    ['false where it is said', { reportedBoolean: false }, false],
    ['true where it is said who reported it', { reportedReference: { display: 'Patient' } }, true],
    ['null where nothing is said', {}, null],
    ['null for what is of the wrong kind', { reportedBoolean: 'yes', reportedReference: 'Patient/x' }, null],
  ])('is %s', (_what, request, expected) => {
    expect(isReported(asSent(request))).toBe(expected);
  });
});
