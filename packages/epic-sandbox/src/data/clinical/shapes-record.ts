/** Resources of the public patients but the first with unusual codes, references or elements. */
import type { Resource, Stored } from '../../types.ts';
import {
  DERRICK_LIN,
  DESIREE_POWELL,
  ELIJAH_DAVIS,
  LINDA_ROSS,
  OLIVIA_ROBERTS,
  WARREN_MCGINNIS,
} from '../patients.ts';
import { PRACTITIONERS } from '../practitioners.ts';
import type { UnknownCodes } from '../served-type.ts';
import { clinicalId } from './chart.ts';
import { COMPOUNDED_MEDICATION } from './medication.ts';

/** The medication is contained: `#medication`. */
export const CONTAINED_MEDICATION = idOf(WARREN_MCGINNIS, 'MedicationRequest', 2);
/** The medication has only a text, and no codes. */
export const COMPOUNDED = idOf(WARREN_MCGINNIS, 'MedicationRequest', 3);
/** The medication is a concept in the request itself. */
export const CODED_MEDICATION = idOf(DESIREE_POWELL, 'MedicationRequest', 0);
/** The medication does not exist: {@link GONE_MEDICATION}. */
export const DANGLING_MEDICATION = idOf(ELIJAH_DAVIS, 'MedicationRequest', 0);
/** The medication is `#medication`, but nothing is contained. */
export const MISSING_CONTAINED_MEDICATION = idOf(WARREN_MCGINNIS, 'MedicationRequest', 1);
/** The requester reference names a version: `Practitioner/id/_history/2`. */
export const VERSIONED_REQUESTER = idOf(LINDA_ROSS, 'MedicationRequest', 0);
/** The requester is a URL on another server. */
export const ABSOLUTE_REQUESTER = idOf(OLIVIA_ROBERTS, 'MedicationRequest', 0);
/** The requester is identified only by NPI. */
export const LOGICAL_REQUESTER = idOf(WARREN_MCGINNIS, 'MedicationRequest', 0);
/** The clinical status is a code outside FHIR's value set. */
export const UNRECOGNIZED_CLINICAL_STATUS = idOf(WARREN_MCGINNIS, 'Condition', 0);
/** Only the patient and the category. */
export const BARE_CONDITION = idOf(ELIJAH_DAVIS, 'Condition', 0);
/** The encounter does not exist: {@link GONE_ENCOUNTER}. */
export const DANGLING_ENCOUNTER = idOf(LINDA_ROSS, 'Condition', 0);
/** The time is a text: `occurrenceString`. */
export const OCCURRENCE_IN_WORDS = idOf(WARREN_MCGINNIS, 'Immunization', 0);
/** A member does not exist: {@link GONE_MEMBER}. */
export const DANGLING_MEMBER = idOf(DERRICK_LIN, 'CareTeam', 0);
/** The payor is contained: `#payor`. */
export const CONTAINED_PAYOR = idOf(WARREN_MCGINNIS, 'Coverage', 0);
/** The UDI has a label but no device identifier. */
export const UDI_WITHOUT_IDENTIFIER = idOf(WARREN_MCGINNIS, 'Device', 1);
/** The first participant has no actor. */
export const PARTICIPANT_WITHOUT_ACTOR = idOf(OLIVIA_ROBERTS, 'Appointment', 0);
/** No name. */
export const NAMELESS_RELATED_PERSON = idOf(LINDA_ROSS, 'RelatedPerson', 0);
/** The target does not exist: {@link GONE_TARGET}. */
export const DANGLING_TARGET = idOf(WARREN_MCGINNIS, 'Provenance', 0);

export const GONE_MEDICATION = 'Medication/eGone-Med1cation.00000013';
export const GONE_ENCOUNTER = 'Encounter/eGone.Enc0unter-000000023';
export const GONE_MEMBER = 'RelatedPerson/eGone.RelatedPers0n-00033';
export const GONE_TARGET = 'Condition/eGone-C0ndition.000000043';

/** Replacements for elements of the generated resource; undefined removes an element. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  [CONTAINED_MEDICATION]: {
    contained: [
      {
        resourceType: 'Medication',
        id: 'medication',
        code: { text: 'cholecalciferol (vitamin D3) 25 mcg (1000 units) tablet' },
      },
    ],
    medicationReference: { reference: '#medication', display: 'cholecalciferol (vitamin D3)' },
    ...createTextDosage('Take 1 tablet (25 mcg total) by mouth daily.'),
  },
  [COMPOUNDED]: {
    medicationReference: {
      reference: `Medication/${COMPOUNDED_MEDICATION.id}`,
      display: COMPOUNDED_MEDICATION.code?.text,
    },
    ...createTextDosage('Apply to the affected area 2 (two) times a day.'),
  },
  [CODED_MEDICATION]: {
    medicationReference: undefined,
    medicationCodeableConcept: {
      coding: [
        { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '161', display: 'acetaminophen' },
      ],
      text: 'acetaminophen 160 mg/5 mL oral liquid',
    },
    ...createTextDosage('Take 10 mL by mouth every 6 (six) hours as needed for fever.'),
  },
  [DANGLING_MEDICATION]: {
    medicationReference: { reference: GONE_MEDICATION, display: 'discontinued product 5 MG tablet' },
  },
  [MISSING_CONTAINED_MEDICATION]: { medicationReference: { reference: '#medication' } },
  [VERSIONED_REQUESTER]: { requester: { reference: `Practitioner/${PRACTITIONERS[0].id}/_history/2` } },
  [ABSOLUTE_REQUESTER]: {
    requester: { reference: 'https://ehr.example.com/fhir/r4/Practitioner/79', display: 'Far Away, MD' },
  },
  [LOGICAL_REQUESTER]: {
    requester: {
      type: 'Practitioner',
      identifier: { use: 'usual', system: 'http://hl7.org/fhir/sid/us-npi', value: '1990000249' },
    },
  },
  [UNRECOGNIZED_CLINICAL_STATUS]: {
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'worsening' }],
    },
    abatementDateTime: undefined,
    abatementString: undefined,
  },
  [BARE_CONDITION]: {
    extension: undefined,
    clinicalStatus: undefined,
    verificationStatus: undefined,
    severity: undefined,
    code: undefined,
    onsetDateTime: undefined,
    onsetString: undefined,
    abatementDateTime: undefined,
    abatementString: undefined,
    recordedDate: undefined,
    recorder: undefined,
    note: undefined,
  },
  [DANGLING_ENCOUNTER]: { encounter: { reference: GONE_ENCOUNTER, display: 'Office Visit' } },
  [OCCURRENCE_IN_WORDS]: { occurrenceDateTime: undefined, occurrenceString: 'As a child, in the army' },
  [DANGLING_MEMBER]: {
    participant: [
      { role: [{ text: 'Caregiver' }], member: { reference: GONE_MEMBER, display: 'Somebody Lin' } },
    ],
  },
  [CONTAINED_PAYOR]: {
    contained: [{ resourceType: 'Organization', id: 'payor', name: 'Harborview Veterans Fund' }],
    payor: [{ reference: '#payor', display: 'Harborview Veterans Fund' }],
  },
  [UDI_WITHOUT_IDENTIFIER]: { udiCarrier: [{ carrierHRF: '(01)unreadable label' }] },
  [NAMELESS_RELATED_PERSON]: { name: undefined },
  [DANGLING_TARGET]: { target: [{ reference: GONE_TARGET }] },
  [PARTICIPANT_WITHOUT_ACTOR]: {
    participant: [
      { type: [{ text: 'Interpreter' }], required: 'optional', status: 'needs-action' },
      { actor: { reference: `Patient/${OLIVIA_ROBERTS}`, display: 'Roberts, Olivia' }, status: 'accepted' },
    ],
  },
};

/** Returns the resource with its unusual elements or unknown code, if it has any. */
export function withOddShape<T extends Resource>(
  resource: Stored<T>,
  unknownCodes: UnknownCodes = {},
): Stored<T> {
  const elements = SHAPES[resource.id] ?? unknownCodes[resource.id];
  if (elements === undefined) return resource;
  const changed = Object.assign({ ...resource }, elements);
  for (const [name, value] of Object.entries(elements)) {
    if (value === undefined) Reflect.deleteProperty(changed, name);
  }
  return changed;
}

/** Returns a text dosage, which replaces the one drawn for another medicine. */
function createTextDosage(text: string): Readonly<Record<string, unknown>> {
  return {
    dosageInstruction: [{ text }],
    dispenseRequest: undefined,
    reasonCode: undefined,
    reasonReference: undefined,
  };
}

/** Returns the id of a patient's nth record of a type. */
export function idOf(patient: string, type: string, number: number): string {
  return clinicalId({ resourceType: 'Patient', id: patient }, type, number);
}
