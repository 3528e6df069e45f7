import { EXPLANATION_OF_BENEFIT_USE } from './defined-codes.ts';
import { listArgument } from './list-arguments.ts';
import type { PatientListRows } from './list-definition.ts';
import { byCode } from './list-filters.ts';

/** A patient's lists of coverage, explanations of benefit, compiled lists and related persons. */
export const ADMINISTRATION_LISTS = {
  consents: {
    type: 'Consent',
    description:
      'Consents and advance directives, also rejected and ended ones: see `status`. Newest first. Epic lists only code status, and only for apps of providers, so an empty list says nothing about other consents. `codeStatus` shows orders about resuscitation.',
  },
  coverages: {
    type: 'Coverage',
    description: 'Insurance and other ways to pay for care. Newest first.',
  },
  explanationsOfBenefit: {
    type: 'ExplanationOfBenefit',
    description:
      'What payers cover, pay and leave to the patient. Newest first. Check `use`: estimates are among them. Epic serves them to payers only, so an empty list proves nothing.',
    byArgument: {
      use: listArgument(
        '[ExplanationOfBenefitUse!]',
        'Only these uses.',
        // R4 has no such search parameter.
        { ...byCode('use', 'use', EXPLANATION_OF_BENEFIT_USE), isSent: false },
      ),
    },
  },
  lists: {
    type: 'List',
    description:
      'Lists that somebody compiled from the records of the patient, such as a medication list. Newest first. Lists of patients are not among them.',
  },
  relatedPersons: {
    type: 'RelatedPerson',
    description:
      'People with a relationship to the patient, such as parents and guardians. Most recent relationships first. Epic cannot list them by patient: there, the list is empty, with a warning.',
  },
} as const satisfies PatientListRows;
