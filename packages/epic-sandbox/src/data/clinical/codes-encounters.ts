/** The kinds of encounters, in Epic's own codes: even the class is not a v3-ActCode. */
import type { CodeableConcept } from '../../types.ts';
import type { NonEmpty } from '../random.ts';
import { CPT, epicSystem } from './code-systems.ts';
import { coding, concept } from './elements.ts';

export interface EncounterKind {
  readonly classCode: string;
  readonly classDisplay: string;
  readonly types: CodeableConcept[];
  readonly service?: CodeableConcept;
  readonly inHospital: boolean;
  /** The duration. */
  readonly hours: number;
  readonly reasons: NonEmpty<string>;
}

/** Epic's list of patient classes and contact types, the same at every site. */
export const ENCOUNTER_CLASS_SYSTEM = 'urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260';

const CHECK_UPS: NonEmpty<string> = ['Annual Exam', 'Follow-up', 'Medication Refill', 'Cough', 'Back Pain'];

const OFFICE_VISIT: EncounterKind = {
  classCode: '13',
  classDisplay: 'Support OP Encounter',
  types: [contact('101', 'Office Visit')],
  inHospital: false,
  hours: 1,
  reasons: CHECK_UPS,
};

/** Common kinds appear several times, because draws are uniform. */
export const ENCOUNTER_KINDS: NonEmpty<EncounterKind> = [
  OFFICE_VISIT,
  OFFICE_VISIT,
  {
    ...OFFICE_VISIT,
    types: [
      contact('101', 'Office Visit'),
      concept(
        'PR OFFICE OUTPATIENT VISIT 15 MINUTES',
        coding(CPT, '99213', 'PR OFFICE OUTPATIENT VISIT 15 MINUTES'),
      ),
    ],
    service: service('6', 'Family Medicine'),
  },
  { ...OFFICE_VISIT, types: [contact('76', 'Telemedicine')], service: service('6', 'Family Medicine') },
  { ...OFFICE_VISIT, types: [contact('70', 'Telephone')], reasons: ['Results', 'Medication Question'] },
  { ...OFFICE_VISIT, types: [contact('111', 'Orders Only')], reasons: ['Lab Orders'] },
  {
    classCode: '4',
    classDisplay: 'HOV',
    types: [patientType('102', 'Outpatient'), contact('3', 'Hospital Encounter')],
    service: service('141', 'Radiology'),
    inHospital: true,
    hours: 3,
    reasons: ['Imaging', 'Infusion'],
  },
  {
    classCode: '3',
    classDisplay: 'Emergency',
    types: [patientType('103', 'Emergency'), contact('3', 'Hospital Encounter')],
    service: service('40', 'Emergency Medicine'),
    inHospital: true,
    hours: 6,
    reasons: ['Chest Pain', 'Abdominal Pain', 'Fall', 'Shortness of Breath'],
  },
  {
    classCode: '1',
    classDisplay: 'Inpatient',
    types: [patientType('101', 'Inpatient'), contact('3', 'Hospital Encounter')],
    service: service('57', 'Hospital Medicine'),
    inHospital: true,
    hours: 80,
    reasons: ['Pneumonia', 'Dehydration', 'Observation'],
  },
  {
    classCode: '10',
    classDisplay: 'Surgery Log',
    types: [contact('51', 'Surgery')],
    service: service('124', 'General Surgery'),
    inHospital: true,
    hours: 2,
    reasons: ['Cholecystectomy', 'Hernia Repair'],
  },
];

function contact(code: string, text: string): CodeableConcept {
  return concept(text, coding(epicSystem('7.10.698084.30'), code, text));
}

function patientType(code: string, text: string): CodeableConcept {
  return concept(text, coding(epicSystem('7.10.698084.10110'), code, text));
}

function service(code: string, text: string): CodeableConcept {
  return concept(text, coding(epicSystem('7.10.698084.18886'), code, text));
}
