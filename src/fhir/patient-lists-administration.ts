import type { PatientListRows } from './list-definition.ts';

/** A patient's lists of coverage and related persons. */
export const ADMINISTRATION_LISTS = {
  coverages: {
    type: 'Coverage',
    description: 'Insurance and other ways to pay for care (Coverages). Newest first.',
  },
  relatedPersons: {
    type: 'RelatedPerson',
    description:
      'People with a relationship to the patient, such as parents and guardians (RelatedPersons). Most recent relationships first. Epic cannot list them by patient: there, the list is empty, with a warning.',
  },
} as const satisfies PatientListRows;
