/** Verification statuses of conditions and allergies, with all notations that servers use. */
import { ALLERGY_VERIFICATION_STATUS } from './clinical-codes-treatment.ts';
import type { StatusTable } from './status-reader.ts';
import { CONDITION_VERIFICATION_STATUS } from './defined-codes.ts';

type ConditionVerification =
  (typeof CONDITION_VERIFICATION_STATUS)[keyof typeof CONDITION_VERIFICATION_STATUS];
type AllergyVerification = (typeof ALLERGY_VERIFICATION_STATUS)[keyof typeof ALLERGY_VERIFICATION_STATUS];

const PHRASES: ReadonlyMap<string, 'REFUTED' | 'ENTERED_IN_ERROR'> = new Map([
  ['ruled out', 'REFUTED'],
  ['delabeled', 'REFUTED'],
  ['delabelled', 'REFUTED'],
  ['error', 'ENTERED_IN_ERROR'],
]);

export const CONDITION_VERIFICATION: StatusTable<ConditionVerification> = {
  members: CONDITION_VERIFICATION_STATUS,
  snomed: new Map(),
  phrases: PHRASES,
};

export const ALLERGY_VERIFICATION: StatusTable<AllergyVerification> = {
  members: ALLERGY_VERIFICATION_STATUS,
  snomed: new Map(),
  phrases: PHRASES,
};
