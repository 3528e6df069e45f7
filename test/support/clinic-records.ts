/** The records of a small clinic, and what five persons see of them in Epic. */
import type { RecordOfServer } from './record-server.ts';
import type { View } from './persons-server.ts';

export const CLINIC_LIST = 'clinic';

export const CLINIC_RECORDS: readonly RecordOfServer[] = [
  ...['adult', 'child', 'guarded'].flatMap((patient) => [
    { resourceType: 'Patient', id: patient, name: [{ text: `The ${patient}` }] },
    {
      resourceType: 'AllergyIntolerance',
      id: `allergy-of-${patient}`,
      clinicalStatus: { coding: [{ code: 'active' }] },
      verificationStatus: { coding: [{ code: 'confirmed' }] },
      code: { text: 'Penicillin' },
      patient: { reference: `Patient/${patient}` },
      recorder: { reference: 'Practitioner/nurse' },
    },
  ]),
  note('cardiology'),
  note('psychiatry'),
  listOf('cardiology', ['adult', 'guarded']),
  listOf('psychiatry', ['guarded', 'adult']),
  listOf('desk', ['adult', 'child', 'guarded']),
  { resourceType: 'Practitioner', id: 'nurse', name: [{ text: 'A nurse' }] },
];

function note(department: string): RecordOfServer {
  return {
    resourceType: 'DocumentReference',
    id: `${department}-note`,
    status: 'current',
    subject: { reference: 'Patient/adult' },
    content: [{ attachment: { contentType: 'text/plain', data: btoa(`By ${department}`) } }],
  };
}

function listOf(department: string, patients: readonly string[]): RecordOfServer {
  return {
    resourceType: 'List',
    id: `list-of-${department}`,
    status: 'current',
    mode: 'working',
    code: { coding: [{ code: 'patients' }] },
    identifier: [{ value: CLINIC_LIST }],
    entry: patients.map((id) => ({ item: { reference: `Patient/${id}` } })),
  };
}

/** By token: two clinicians of different departments, the front desk, a parent, and the adult patient. */
export const CLINIC_VIEWS = {
  cardiologist: {
    shown: ['list-of-cardiology', 'adult', 'allergy-of-adult', 'cardiology-note', 'nurse'],
    restricted: ['guarded'],
  },
  psychiatrist: {
    shown: [
      'list-of-psychiatry',
      'adult',
      'guarded',
      'allergy-of-adult',
      'allergy-of-guarded',
      'psychiatry-note',
    ],
  },
  desk: {
    shown: ['list-of-desk', 'adult', 'child', 'guarded'],
    refused: ['AllergyIntolerance', 'DocumentReference'],
  },
  parent: { shown: ['child', 'allergy-of-child'] },
  patient: { shown: ['adult', 'allergy-of-adult', 'cardiology-note'] },
} as const satisfies Readonly<Record<string, View>>;
