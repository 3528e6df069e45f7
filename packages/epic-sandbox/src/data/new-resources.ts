/** One valid resource of each creatable type. */
import { STANDARD_CHARTS } from './charts.ts';
import { CAMILA_LOPEZ } from './patients.ts';
import { MOOD_SCREENING } from './clinical/questionnaire.ts';
import type {
  AllergyIntolerance,
  Condition,
  DocumentReference,
  Observation,
  Patient,
  QuestionnaireResponse,
} from '../types.ts';

export const OPEN_ENCOUNTER = encounterOf(CAMILA_LOPEZ, 'in-progress');
export const CLOSED_ENCOUNTER = encounterOf(CAMILA_LOPEZ, 'finished');

/** Returns the id of the patient's first encounter with this status. */
export function encounterOf(patientId: string, status: string): string {
  const encounter = STANDARD_CHARTS.encounters.ofPatient(patientId).find((one) => one.status === status);
  if (encounter === undefined) throw new Error(`The chart has no encounter with the status "${status}".`);
  return encounter.id;
}

const SUBJECT = { reference: `Patient/${CAMILA_LOPEZ}` };

export const HEART_RATE: Observation = {
  resourceType: 'Observation',
  status: 'final',
  category: [codedConcept('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
  code: codedConcept('http://loinc.org', '8867-4'),
  subject: SUBJECT,
  encounter: { reference: `Encounter/${OPEN_ENCOUNTER}` },
  effectiveDateTime: '2026-10-01T09:30:00-05:00',
  valueQuantity: quantity(72, '/min'),
};

const { valueQuantity: _rate, ...withoutValue } = HEART_RATE;
export const BLOOD_PRESSURE: Observation = {
  ...withoutValue,
  code: codedConcept('http://loinc.org', '85354-9'),
  component: [
    { code: codedConcept('http://loinc.org', '8480-6'), valueQuantity: quantity(121, 'mm[Hg]') },
    { code: codedConcept('http://loinc.org', '8462-4'), valueQuantity: quantity(79, 'mm[Hg]') },
  ],
};

const NOTE_TEXT = 'Seen today.\n\nBP < 140 & stable — naïve {plan} \\o/\nSpO₂ 98 %';

export const NOTE: DocumentReference = {
  resourceType: 'DocumentReference',
  status: 'current',
  docStatus: 'final',
  type: codedConcept('http://loinc.org', '11506-3'),
  subject: SUBJECT,
  content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(NOTE_TEXT).toString('base64') } }],
  context: { encounter: [{ reference: `Encounter/${CLOSED_ENCOUNTER}` }] },
};

export const ALLERGY: AllergyIntolerance = {
  resourceType: 'AllergyIntolerance',
  clinicalStatus: codedConcept('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
  verificationStatus: codedConcept(
    'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
    'unconfirmed',
  ),
  code: codedConcept('http://www.nlm.nih.gov/research/umls/rxnorm', '723', 'Amoxicillin'),
  patient: SUBJECT,
  reaction: [{ manifestation: [codedConcept('http://snomed.info/sct', '247472004', 'Hives')] }],
};

export const PROBLEM: Condition = {
  resourceType: 'Condition',
  clinicalStatus: codedConcept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
  verificationStatus: codedConcept(
    'http://terminology.hl7.org/CodeSystem/condition-ver-status',
    'provisional',
  ),
  category: [codedConcept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
  code: codedConcept('http://snomed.info/sct', '41652007', 'Eye pain'),
  subject: SUBJECT,
};

export const NEW_PATIENT: Patient = {
  resourceType: 'Patient',
  name: [{ use: 'official', family: 'Tennfjord', given: ['Solveig', 'Marie'] }],
  birthDate: '1979-02-28',
  gender: 'female',
  address: [{ line: ['12 Elm Street'], city: 'Madison', state: 'WI', postalCode: '53703', country: 'US' }],
};

export const ANSWERS: QuestionnaireResponse = {
  resourceType: 'QuestionnaireResponse',
  questionnaire: `https://fhir.example.org/R4/Questionnaire/${MOOD_SCREENING.id}`,
  status: 'completed',
  subject: SUBJECT,
  authored: '2026-10-01T09:30:00-05:00',
  item: [{ linkId: '3', answer: [{ valueBoolean: false }] }],
};

/** Contains each of the six types once. */
export const NEW_RESOURCES = [HEART_RATE, NOTE, ALLERGY, PROBLEM, ANSWERS, NEW_PATIENT] as const;

export function codedConcept(
  system: string,
  code: string,
  display?: string,
): { coding: { system: string; code: string; display?: string }[] } {
  return { coding: [{ system, code, ...(display !== undefined && { display }) }] };
}

export function quantity(
  value: number,
  unit: string,
): { value: number; unit: string; system: string; code: string } {
  return { value, unit, system: 'http://unitsofmeasure.org', code: unit };
}
