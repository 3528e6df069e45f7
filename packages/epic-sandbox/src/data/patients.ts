/** The seven test patients of Epic's public sandbox. Their ids and demographics are public; everything else is invented. */
import type { Patient, Stored } from '../types.ts';
import { hl7Concept } from './clinical/elements.ts';
import { createEpicPatient, officialAndUsual } from './epic-patient.ts';
import { practitionerReference, PRACTITIONERS } from './practitioners.ts';

export const CAMILA_LOPEZ = 'erXuFYUfucBZaryVksYEcMg3';
export const DERRICK_LIN = 'eq081-VQEgP8drUUqCWzHfw3';
export const DESIREE_POWELL = 'eAB3mDIBBcyUKviyzrxsnAw3';
export const ELIJAH_DAVIS = 'egqBHVfQlt4Bw3XGXoxVxHg3';
export const LINDA_ROSS = 'eIXesllypH3M9tAA5WdJftQ3';
export const OLIVIA_ROBERTS = 'eh2xYHuzl9nkSFVvV3osUHg3';
export const WARREN_MCGINNIS = 'e0w0LEDCYtfckT6N.CkJKCw3';

/** A child's parents. The phone numbers are reserved for fiction. */
const PARENTS_OF_DESIREE: NonNullable<Patient['contact']> = [
  {
    relationship: [{ text: 'Mother' }, hl7Concept('v3-RoleCode', 'GUARD', 'guardian')],
    name: { use: 'usual', text: 'Caroline Powell' },
    telecom: [{ system: 'phone', value: '+1 608-555-0162', use: 'mobile' }],
  },
  {
    relationship: [{ text: 'Father' }, hl7Concept('v2-0131', 'C', 'Emergency Contact')],
    name: { use: 'usual', text: 'Marcus Powell' },
    telecom: [{ system: 'phone', value: '+1 608-555-0163', use: 'mobile' }],
  },
];

/** Epic publishes these names, birth dates, ids and EPI numbers (fhir.epic.com, Sandbox Test Data). */
export const PUBLIC_PATIENTS: readonly Stored<Patient>[] = [
  {
    ...createPublicPatient(CAMILA_LOPEZ, '203713', ['Camila', 'Maria'], 'Lopez', 'female', '1987-09-12'),
    // Whom she sees at most of her visits.
    generalPractitioner: [practitionerReference(PRACTITIONERS[0])],
  },
  createPublicPatient(DERRICK_LIN, '203711', ['Derrick'], 'Lin', 'male', '1973-06-03'),
  {
    ...createPublicPatient(
      DESIREE_POWELL,
      '203714',
      ['Desiree', 'Caroline'],
      'Powell',
      'female',
      '2014-11-14',
    ),
    contact: PARENTS_OF_DESIREE,
  },
  createPublicPatient(ELIJAH_DAVIS, '203709', ['Elijah'], 'Davis', 'male', '1993-08-18'),
  createPublicPatient(LINDA_ROSS, '203712', ['Linda', 'Jane'], 'Ross', 'female', '1969-04-27'),
  createPublicPatient(OLIVIA_ROBERTS, '203715', ['Olivia'], 'Roberts', 'female', '2003-01-07'),
  createPublicPatient(WARREN_MCGINNIS, '203710', ['Warren', 'James'], 'McGinnis', 'male', '1952-05-24'),
];

function createPublicPatient(
  id: string,
  epi: string,
  given: string[],
  family: string,
  gender: 'female' | 'male',
  birthDate: string,
): Stored<Patient> {
  return createEpicPatient({ id, epi, names: officialAndUsual(given, family), gender, birthDate });
}
