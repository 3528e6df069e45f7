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

describe('the medication of a request', () => {
  it.each<[string, object, string | null]>([
    ['its own concept', { medicationCodeableConcept: { text: 'Aspirin' } }, 'Aspirin'],
    [
      'the Medication that it contains',
      { contained: [inside], medicationReference: { reference: '#m1' } },
      'aspirin 325 MG tablet',
    ],
    [
      'the display of its reference to a Medication, as on Epic',
      { medicationReference: { reference: 'Medication/f1', display: 'aspirin (BAYER) 325 MG tablet' } },
      'aspirin (BAYER) 325 MG tablet',
    ],
    [
      'the display of its reference if the concept has only codes',
      {
        medicationCodeableConcept: { coding: [{ code: '212033' }] },
        medicationReference: { display: 'Aspirin' },
      },
      'Aspirin',
    ],
    ['null if it only has a reference', { medicationReference: { reference: 'Medication/f1' } }, null],
    [
      'the one of a contained Medication outside a list',
      { contained: inside, medicationReference: { reference: '#m1' } },
      'aspirin 325 MG tablet',
    ],
    ['null if it is empty', {}, null],
  ])('the medication name of a request is %s', (_what, request, expected) => {
    expect(medicationName(asSent<MedicationRequest>(request))).toBe(expected);
  });

  it.each<[string, object]>([
    ['another', { contained: [inside], medicationReference: { reference: '#m2' } }],
    [
      'a contained resource of another type',
      { contained: [{ ...inside, resourceType: 'Substance' }], medicationReference: { reference: '#m1' } },
    ],
    [
      'a reference outside the request',
      { contained: [inside], medicationReference: { reference: 'Medication/m1' } },
    ],
    [
      'a contained resource without an id',
      { contained: [{ ...inside, id: undefined }, null], medicationReference: { reference: '#undefined' } },
    ],
    ['elements of the wrong type', { medicationCodeableConcept: 'aspirin', medicationReference: 7 }],
  ])('the medication name of a request is not read from %s', (_what, request) => {
    expect(medicationConcept(asSent<MedicationRequest>(request))).toBeNull();
    expect(medicationName(asSent<MedicationRequest>(request))).toBeNull();
  });

  it('the medication concept of a request is its own, or from its contained Medication', () => {
    expect(medicationConcept({ medicationCodeableConcept: aspirin })).toBe(aspirin);
    const containing = asSent<MedicationRequest>({
      contained: [{ resourceType: 'Organization', id: 'm1' }, inside],
      medicationReference: { reference: '#m1' },
    });
    expect(medicationConcept(containing)).toBe(aspirin);
  });
});

describe('the name of an ingredient', () => {
  it.each<[string, unknown, string | null]>([
    ['its concept', { itemCodeableConcept: { coding: [{ display: 'aspirin' }] } }, 'aspirin'],
    ['the display of its reference', { itemReference: { display: 'aspirin' } }, 'aspirin'],
    [
      'its code if it has no words',
      {
        itemCodeableConcept: {
          coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1191' }],
        },
      },
      'RxNorm 1191',
    ],
    ['null for elements of the wrong type', { itemCodeableConcept: 'aspirin', itemReference: ['x'] }, null],
  ])('the name of an ingredient is %s', (_what, ingredient, expected) => {
    expect(ingredientName(asSent(ingredient))).toBe(expected);
  });
});

describe('the name of a Medication', () => {
  const acetaminophen = { itemCodeableConcept: { text: 'acetaminophen' } };

  it.each<[string, unknown, string | null]>([
    ['its code', { code: { text: 'Tylenol #3' }, ingredient: [acetaminophen] }, 'Tylenol #3'],
    [
      'its ingredients if the code has no words',
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
      'its code if an ingredient has no name',
      { code: { coding: [{ code: '993781' }] }, ingredient: [acetaminophen, {}] },
      'code 993781',
    ],
    ['null if it is empty', { ingredient: [{}] }, null],
  ])('the name of a Medication is %s', (_what, medication, expected) => {
    expect(nameOfMedication(asSent(medication))).toBe(expected);
  });
});

describe('whether a medication is reported', () => {
  it.each<[string, unknown, boolean | null]>([
    ['true if the boolean says so', { reportedBoolean: true }, true],
    ['false if the boolean says so', { reportedBoolean: false }, false],
    ['true if the boolean is sent as text', { reportedBoolean: 'true' }, true],
    ['true if it refers to the reporter', { reportedReference: { display: 'Patient' } }, true],
    ['null if missing', {}, null],
    ['null for elements of the wrong type', { reportedBoolean: 'yes', reportedReference: 'Patient/x' }, null],
  ])('isReported is %s', (_what, request, expected) => {
    expect(isReported(asSent(request))).toBe(expected);
  });
});
