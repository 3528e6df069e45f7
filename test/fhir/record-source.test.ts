import { describe, expect, it } from 'vitest';
import { isReconciled, RECONCILED_TYPES, sourceOf } from '../../src/fhir/record-source.ts';
import { asSent } from '../support/as-sent.ts';

const verified = (resourceType: string, code: string, more: object = {}) => ({
  resourceType,
  verificationStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/any', code }] },
  ...more,
});
const labelled = (where: 'security' | 'tag', system: string, code: string) => ({
  resourceType: 'Observation',
  meta: {
    [where]: [
      { system: 'urn:other', code: 'X' },
      { system, code },
    ],
  },
});
const OBSERVATION_VALUE = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

describe('the source of a record', () => {
  it.each<[string, unknown, string | null]>([
    [
      'its source system',
      { resourceType: 'Procedure', meta: { source: 'urn:oid:1.2.3.4' } },
      'urn:oid:1.2.3.4',
    ],
    [
      'its source system without the request that HAPI adds',
      { resourceType: 'Procedure', meta: { source: 'https://hie.example/fhir#aB3xYz' } },
      'https://hie.example/fhir',
    ],
    ['null if HAPI names only the request', { resourceType: 'Procedure', meta: { source: '#aB3xYz' } }, null],
    [
      'the reporter from a security label',
      labelled('security', OBSERVATION_VALUE, 'PATRPT'),
      'Reported by the patient',
    ],
    [
      'the asserter from a tag',
      labelled('tag', 'urn:oid:2.16.840.1.113883.5.1063', 'PAYAST'),
      'Asserted by a payer',
    ],
    ['null for a label of another system', labelled('security', 'urn:mine', 'PATRPT'), null],
    ['null for an unknown label', labelled('security', OBSERVATION_VALUE, 'constructor'), null],
    [
      '"Reported" for a reported medication',
      { resourceType: 'MedicationRequest', reportedBoolean: 'true' },
      'Reported',
    ],
    [
      'null if the medication is not reported',
      { resourceType: 'MedicationRequest', reportedBoolean: false },
      null,
    ],
    [
      'the reporter of a medication',
      { resourceType: 'MedicationRequest', reportedReference: { display: 'Maria Ng (daughter)' } },
      'Reported by Maria Ng (daughter)',
    ],
    [
      'the contained reporter',
      {
        resourceType: 'MedicationRequest',
        contained: [{ resourceType: 'RelatedPerson', id: 'd', name: [{ given: ['Maria'], family: 'Ng' }] }],
        reportedReference: { reference: '#d' },
      },
      'Reported by Maria Ng',
    ],
    [
      'the type of the reporter',
      { resourceType: 'MedicationRequest', reportedReference: { reference: 'Patient/p1' } },
      'Reported by the patient',
    ],
    [
      '"Reported" for an unnamed reporter',
      { resourceType: 'MedicationRequest', reportedReference: { identifier: { value: '7' } } },
      'Reported',
    ],
    [
      'the origin of a reported vaccination',
      { resourceType: 'Immunization', primarySource: false, reportOrigin: { text: 'School nurse' } },
      'School nurse',
    ],
    [
      'the origin by HL7’s code',
      {
        resourceType: 'Immunization',
        reportOrigin: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/immunization-origin', code: 'jurisdiction' },
          ],
        },
      },
      'Immunization registry',
    ],
    [
      'the words for a reported vaccination',
      { resourceType: 'Immunization', primarySource: false },
      'Reported, not recorded by the administering provider',
    ],
    [
      'null if the administering provider recorded the vaccination',
      { resourceType: 'Immunization', primarySource: true },
      null,
    ],
    ['null for a record that does not say', { resourceType: 'Condition', meta: { versionId: '1' } }, null],
    [
      'null for elements of the wrong type',
      { resourceType: 'Immunization', meta: 7, reportOrigin: 'school', primarySource: 'false' },
      'school',
    ],
  ])('the source of a record is %s [CS-119]', (_what, resource, expected) => {
    expect(sourceOf(asSent(resource), false)).toBe(expected);
  });

  it('an unreconciled record on Epic has the source "Outside record"', () => {
    const condition = verified('Condition', 'unconfirmed');
    expect(sourceOf(asSent(condition), true)).toBe('Outside record');
    expect(sourceOf(asSent(condition), false)).toBeNull();
    expect(sourceOf(asSent({ ...condition, meta: { source: 'urn:oid:1.2.3' } }), true)).toBe('urn:oid:1.2.3');
  });
});

describe('whether a record is reconciled', () => {
  it.each<[string, unknown, boolean, boolean | null]>([
    ['false for an outside allergy on Epic', verified('AllergyIntolerance', 'unconfirmed'), true, false],
    ['true for an allergy on Epic’s own chart', verified('AllergyIntolerance', 'confirmed'), true, true],
    ['false for an unconfirmed problem on any server', verified('Condition', 'unconfirmed'), false, false],
    ['null for a confirmed problem on another server', verified('Condition', 'confirmed'), false, null],
    ['null for a working diagnosis', verified('Condition', 'provisional'), true, null],
    [
      'null for "Not on File", which Epic never confirms',
      verified('AllergyIntolerance', 'unconfirmed', {
        code: { coding: [{ system: 'http://snomed.info/sct', code: '1631000175102' }] },
      }),
      true,
      null,
    ],
    ['null without a status', { resourceType: 'Condition' }, true, null],
    ['null for a type without reconciliation', verified('Observation', 'unconfirmed'), true, null],
  ])('isReconciled is %s', (_what, resource, isEpic, expected) => {
    expect(isReconciled(asSent(resource), isEpic)).toBe(expected);
  });

  it('allergies and conditions have a reconciliation status', () => {
    expect(RECONCILED_TYPES).toEqual(['AllergyIntolerance', 'Condition']);
  });
});
