/** A problem as it is sent to be created: what Epic's Condition.Create (Problems) wants. */
import type { Condition } from './types.ts';
import { type NewConcept, statusConcept, toCodeableConcept } from './write-concept.ts';

export interface NewProblem {
  readonly patientId: string;
  readonly problem: NewConcept;
}

/** There is no date of onset: Epic takes one, and drops it without a word (seen on its public sandbox, April 2026). */
export function toCondition({ patientId, problem }: NewProblem): Condition {
  return {
    resourceType: 'Condition',
    clinicalStatus: statusConcept('condition-clinical', 'active'),
    // `confirmed` is refused with 59012: a clinician confirms it in Epic.
    verificationStatus: statusConcept('condition-ver-status', 'provisional'),
    category: [statusConcept('condition-category', 'problem-list-item')],
    code: toCodeableConcept(problem),
    subject: { reference: `Patient/${patientId}` },
  };
}
