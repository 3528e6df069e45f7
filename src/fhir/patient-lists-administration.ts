import type { PatientListRows } from './list-definition.ts';

/** A patient's lists of coverage, compiled lists and related persons. */
export const ADMINISTRATION_LISTS = {
  coverages: {
    type: 'Coverage',
    description: 'Insurance and other ways to pay for care (Coverages). Newest first.',
  },
  lists: {
    type: 'List',
    description:
      'Lists that somebody compiled from the records of the patient, such as a medication list (Lists). Newest first. Lists of patients are not among them.',
  },
  relatedPersons: {
    type: 'RelatedPerson',
    description:
      'People with a relationship to the patient, such as parents and guardians (RelatedPersons). Most recent relationships first. Epic cannot list them by patient: there, the list is empty, with a warning.',
  },
} as const satisfies PatientListRows;
