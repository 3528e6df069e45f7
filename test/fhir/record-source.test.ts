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
      'the system that it came from',
      { resourceType: 'Procedure', meta: { source: 'urn:oid:1.2.3.4' } },
      'urn:oid:1.2.3.4',
    ],
    [
      'the same without the request that HAPI adds',
      { resourceType: 'Procedure', meta: { source: 'https://hie.example/fhir#aB3xYz' } },
      'https://hie.example/fhir',
    ],
    [
      'null where HAPI names the request alone',
      { resourceType: 'Procedure', meta: { source: '#aB3xYz' } },
      null,
    ],
    [
      'who reported it, by a label',
      labelled('security', OBSERVATION_VALUE, 'PATRPT'),
      'Reported by the patient',
    ],
    [
      'who asserted it, by a tag',
      labelled('tag', 'urn:oid:2.16.840.1.113883.5.1063', 'PAYAST'),
      'Asserted by a payer',
    ],
    ['null for a label of another system', labelled('security', 'urn:mine', 'PATRPT'), null],
    ['null for a label that HL7 does not know', labelled('security', OBSERVATION_VALUE, 'constructor'), null],
    [
      'that a medication is hearsay',
      { resourceType: 'MedicationRequest', reportedBoolean: true },
      'Reported',
    ],
    ['null where it is not hearsay', { resourceType: 'MedicationRequest', reportedBoolean: false }, null],
    [
      'who reported a medication',
      { resourceType: 'MedicationRequest', reportedReference: { display: 'Maria Ng (daughter)' } },
      'Reported by Maria Ng (daughter)',
    ],
    [
      'who reported it, inside the record',
      {
        resourceType: 'MedicationRequest',
        contained: [{ resourceType: 'RelatedPerson', id: 'd', name: [{ given: ['Maria'], family: 'Ng' }] }],
        reportedReference: { reference: '#d' },
      },
      'Reported by Maria Ng',
    ],
    [
      'which kind of person reported it',
      { resourceType: 'MedicationRequest', reportedReference: { reference: 'Patient/p1' } },
      'Reported by the patient',
    ],
    [
      'that somebody did',
      { resourceType: 'MedicationRequest', reportedReference: { identifier: { value: '7' } } },
      'Reported',
    ],
    [
      'where a vaccination was heard of',
      { resourceType: 'Immunization', primarySource: false, reportOrigin: { text: 'School nurse' } },
      'School nurse',
    ],
    [
      'the same by the code of HL7',
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
      'that a vaccination is hearsay',
      { resourceType: 'Immunization', primarySource: false },
      'Reported, not recorded by the administering provider',
    ],
    ['null where those who gave it recorded it', { resourceType: 'Immunization', primarySource: true }, null],
    ['null for a record that does not say', { resourceType: 'Condition', meta: { versionId: '1' } }, null],
    [
      'null for what is of the wrong kind',
      { resourceType: 'Immunization', meta: 7, reportOrigin: 'school', primarySource: 'false' },
      'school',
    ],
  ])('is %s', (_what, resource, expected) => {
    expect(sourceOf(asSent(resource), false)).toBe(expected);
  });

  it('is outside for an entry that Epic’s clinicians have not reconciled', () => {
    const condition = verified('Condition', 'unconfirmed');
    expect(sourceOf(asSent(condition), true)).toBe('Outside record');
    expect(sourceOf(asSent(condition), false)).toBeNull();
    expect(sourceOf(asSent({ ...condition, meta: { source: 'urn:oid:1.2.3' } }), true)).toBe('urn:oid:1.2.3');
  });
});

describe('whether an entry is reconciled', () => {
  it.each<[string, unknown, boolean, boolean | null]>([
    ['false for an outside allergy at Epic', verified('AllergyIntolerance', 'unconfirmed'), true, false],
    ['true for an allergy of Epic’s own chart', verified('AllergyIntolerance', 'confirmed'), true, true],
    ['false for an unconfirmed problem of any server', verified('Condition', 'unconfirmed'), false, false],
    ['null for a confirmed one of another server', verified('Condition', 'confirmed'), false, null],
    ['null for a working diagnosis', verified('Condition', 'provisional'), true, null],
    [
      'null for a statement that nothing is on file, which Epic does not confirm',
      verified('AllergyIntolerance', 'unconfirmed', {
        code: { coding: [{ system: 'http://snomed.info/sct', code: '1631000175102' }] },
      }),
      true,
      null,
    ],
    ['null where there is no status', { resourceType: 'Condition' }, true, null],
    ['null for a type without such a mark', verified('Observation', 'unconfirmed'), true, null],
  ])('is %s', (_what, resource, isEpic, expected) => {
    expect(isReconciled(asSent(resource), isEpic)).toBe(expected);
  });

  it('is known of allergies and conditions', () => {
    expect(RECONCILED_TYPES).toEqual(['AllergyIntolerance', 'Condition']);
  });
});
