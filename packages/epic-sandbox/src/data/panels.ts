/** The two panels of all patients: an Epic patient list and a Group. */
import type { Group, List, Patient, Reference, Stored } from '../types.ts';
import { PUBLIC_PATIENTS } from './patients.ts';
import { SHAPED_PATIENTS } from './shapes.ts';
import { SYNTHETIC_PATIENTS } from './synthetic.ts';
import type { SharedType } from './served-type.ts';

/** All patients of the panels. The seven public patients come first. */
export const PANEL_PATIENTS: readonly Stored<Patient>[] = [
  ...PUBLIC_PATIENTS,
  ...SYNTHETIC_PATIENTS,
  ...SHAPED_PATIENTS,
];

const LIST_SYSTEM = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.806567';
const LIST_NUMBER = '4510';

/** The `identifier` for a search of `List?code=patients`. */
export const PATIENT_LIST_IDENTIFIER = `${LIST_SYSTEM}|${LIST_NUMBER}`;

/** Returns a patient list, with relative references that have the patient's name as display. */
export function createPatientList(patients: readonly Stored<Patient>[]): Stored<List> {
  return {
    resourceType: 'List',
    id: 'eSbxList.AllPatients-003',
    identifier: [{ use: 'usual', system: LIST_SYSTEM, value: LIST_NUMBER }],
    status: 'current',
    mode: 'working',
    title: 'Sandbox patients',
    code: { coding: [{ code: 'patients', display: 'Patient List' }], text: 'Patient List' },
    entry: patients.map((patient) => ({ item: patientReference(patient) })),
  };
}

/** Returns the same patients as a Group. */
export function createPatientGroup(patients: readonly Stored<Patient>[]): Stored<Group> {
  return {
    resourceType: 'Group',
    id: 'eSbxGroup-AllPatients.03',
    active: true,
    type: 'person',
    actual: true,
    name: 'Sandbox patients',
    quantity: patients.length,
    member: patients.map((patient) => ({ entity: patientReference(patient) })),
  };
}

function patientReference({ id, name }: Stored<Patient>): Reference<Patient> {
  return { reference: `Patient/${id}`, ...(name?.[0]?.text !== undefined && { display: name[0].text }) };
}

export const servedGroup: SharedType<Group> = {
  type: 'Group',
  resources: [createPatientGroup(PANEL_PATIENTS)],
  criteria: [],
};
