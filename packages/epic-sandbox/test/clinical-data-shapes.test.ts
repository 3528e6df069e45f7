import { describe, expect, it } from 'vitest';
import {
  PATIENT_NOT_ASKED_FOR_ALLERGIES,
  PATIENT_WITH_EMPTY_ALLERGY_LIST,
  PATIENT_WITHOUT_ALLERGIES,
} from '../src/data/clinical/allergy-intolerance.ts';
import { COMPOUNDED_MEDICATION, MEDICATIONS } from '../src/data/clinical/medication.ts';
import * as shapes from '../src/data/clinical/shapes-record.ts';
import { DERRICK_LIN, ELIJAH_DAVIS } from '../src/data/patients.ts';
import { PRACTITIONERS } from '../src/data/practitioners.ts';
import { ALL_RESOURCES, RECORD } from './support/clinical-record.ts';

function resource(id: string): object {
  const found = ALL_RESOURCES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`Expected a resource under ${id}, got none`);
  return found;
}

function allergies(patientId: string): readonly unknown[] {
  return RECORD.find(({ type }) => type === 'AllergyIntolerance')?.ofPatient(patientId) ?? [];
}

describe('unusual references', () => {
  it.each<[shape: string, id: string, expected: Record<string, unknown>]>([
    [
      'a contained medication',
      shapes.CONTAINED_MEDICATION,
      {
        contained: [
          {
            resourceType: 'Medication',
            id: 'medication',
            code: { text: 'cholecalciferol (vitamin D3) 25 mcg (1000 units) tablet' },
          },
        ],
        medicationReference: { reference: '#medication' },
      },
    ],
    [
      'a contained medication that is missing',
      shapes.MISSING_CONTAINED_MEDICATION,
      { medicationReference: { reference: '#medication' } },
    ],
    [
      'a medication that does not exist',
      shapes.DANGLING_MEDICATION,
      { medicationReference: { reference: shapes.GONE_MEDICATION } },
    ],
    [
      'a medication without a code',
      shapes.COMPOUNDED,
      { medicationReference: { reference: `Medication/${COMPOUNDED_MEDICATION.id}` } },
    ],
    [
      'a medication that is a concept in the request',
      shapes.CODED_MEDICATION,
      { medicationCodeableConcept: { text: 'acetaminophen 160 mg/5 mL oral liquid' } },
    ],
    [
      'a requester with a version',
      shapes.VERSIONED_REQUESTER,
      { requester: { reference: `Practitioner/${PRACTITIONERS[0].id}/_history/2` } },
    ],
    [
      'a requester on another server',
      shapes.ABSOLUTE_REQUESTER,
      { requester: { reference: 'https://ehr.example.com/fhir/r4/Practitioner/79' } },
    ],
    [
      'a requester by identifier',
      shapes.LOGICAL_REQUESTER,
      { requester: { identifier: { value: '1990000249' } } },
    ],
    [
      'an encounter that does not exist',
      shapes.DANGLING_ENCOUNTER,
      { encounter: { reference: shapes.GONE_ENCOUNTER } },
    ],
    [
      'a member who does not exist',
      shapes.DANGLING_MEMBER,
      { participant: [{ member: { reference: shapes.GONE_MEMBER } }] },
    ],
    [
      'a contained payor',
      shapes.CONTAINED_PAYOR,
      { contained: [{ resourceType: 'Organization', id: 'payor' }], payor: [{ reference: '#payor' }] },
    ],
    [
      'a provenance whose target does not exist',
      shapes.DANGLING_TARGET,
      { target: [{ reference: shapes.GONE_TARGET }] },
    ],
  ])('the charts have %s', (_shape, id, expected) => {
    expect(resource(id)).toMatchObject(expected);
  });

  it('some medication requests have only a text as dosage', () => {
    expect(resource(shapes.CODED_MEDICATION)).toMatchObject({
      dosageInstruction: [{ text: 'Take 10 mL by mouth every 6 (six) hours as needed for fever.' }],
    });
    expect(resource(shapes.CODED_MEDICATION)).not.toHaveProperty('medicationReference');
  });
});

describe('unusual elements', () => {
  it.each<[shape: string, id: string, expected: Record<string, unknown>]>([
    [
      "a clinical status outside FHIR's value set",
      shapes.UNRECOGNIZED_CLINICAL_STATUS,
      { clinicalStatus: { coding: [{ code: 'worsening' }] } },
    ],
    ['an occurrence as text', shapes.OCCURRENCE_IN_WORDS, { occurrenceString: 'As a child, in the army' }],
    [
      'a UDI with only a label',
      shapes.UDI_WITHOUT_IDENTIFIER,
      { udiCarrier: [{ carrierHRF: '(01)unreadable label' }] },
    ],
  ])('the charts have %s', (_shape, id, expected) => {
    expect(resource(id)).toMatchObject(expected);
  });

  it('one condition has only the required elements', () => {
    expect(Object.keys(resource(shapes.BARE_CONDITION)).toSorted()).toEqual([
      'category',
      'id',
      'resourceType',
      'subject',
    ]);
  });

  it('one related person has no name', () => {
    expect(resource(shapes.NAMELESS_RELATED_PERSON)).not.toHaveProperty('name');
  });

  it('one appointment has a participant without an actor', () => {
    expect(resource(shapes.PARTICIPANT_WITHOUT_ACTOR)).toHaveProperty('participant.0.type');
    expect(resource(shapes.PARTICIPANT_WITHOUT_ACTOR)).not.toHaveProperty('participant.0.actor');
  });

  it('the immunization with an occurrence as text has no occurrence date', () => {
    expect(resource(shapes.OCCURRENCE_IN_WORDS)).not.toHaveProperty('occurrenceDateTime');
  });

  it.each(RECORD.flatMap(({ unknownCodes }) => Object.entries(unknownCodes)))(
    "the resource %s has a code outside FHIR's value set",
    (id, elements) => {
      expect(resource(id)).toMatchObject(elements);
    },
  );
});

describe('allergy lists', () => {
  it('one patient has no known allergies', () => {
    expect(PATIENT_WITHOUT_ALLERGIES).toBe(ELIJAH_DAVIS);
    expect(allergies(PATIENT_WITHOUT_ALLERGIES)).toMatchObject([
      {
        verificationStatus: { coding: [{ code: 'confirmed' }] },
        code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
      },
    ]);
  });

  it('the allergies of one patient are not on file', () => {
    expect(PATIENT_NOT_ASKED_FOR_ALLERGIES).toBe(DERRICK_LIN);
    expect(allergies(PATIENT_NOT_ASKED_FOR_ALLERGIES)).toMatchObject([
      {
        verificationStatus: { coding: [{ code: 'unconfirmed' }] },
        code: { coding: [{ system: 'http://snomed.info/sct', code: '1631000175102' }], text: 'Not on File' },
      },
    ]);
  });

  it('the allergy list of one patient is empty', () => {
    expect(allergies(PATIENT_WITH_EMPTY_ALLERGY_LIST)).toEqual([]);
  });

  it('no other patient has either statement', () => {
    const special = ALL_RESOURCES.filter(
      (one) =>
        one.resourceType === 'AllergyIntolerance' && /716186003|1631000175102/.test(JSON.stringify(one.code)),
    );
    expect(special).toHaveLength(2);
  });
});

describe('the formulary', () => {
  it('medications have RxNorm codes and codes of the site, and some have package codes', () => {
    const systems = MEDICATIONS.map(({ code }) => (code?.coding ?? []).map(({ system }) => system));
    const coded = systems.filter((one) => one.length > 0);
    expect(coded).toHaveLength(MEDICATIONS.length - 1);
    expect(coded.every((one) => one.includes('http://www.nlm.nih.gov/research/umls/rxnorm'))).toBe(true);
    expect(coded.every((one) => one[0]?.startsWith('urn:oid:'))).toBe(true);
    expect(coded.filter((one) => one.includes('http://hl7.org/fhir/sid/ndc')).length).toBeGreaterThan(4);
  });

  it('medications have unique ids, which are the same on every run', () => {
    expect(new Set(MEDICATIONS.map(({ id }) => id)).size).toBe(MEDICATIONS.length);
    expect(MEDICATIONS.every(({ id }) => /^e[\w.-]+3$/.test(id))).toBe(true);
    expect(MEDICATIONS.length).toBeGreaterThan(20);
  });

  it('one medication has only a text', () => {
    expect(COMPOUNDED_MEDICATION.code).toEqual({ text: 'hydrocortisone 1 % in aqueous cream, compounded' });
  });
});
