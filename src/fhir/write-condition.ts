/** Builds the Condition of a new problem, for Epic's Condition.Create (Problems). */
import type { Condition } from './types.ts';
import { type NewConcept, statusConcept, toCodeableConcept } from './write-concept.ts';

export interface NewProblem {
  readonly patientId: string;
  readonly problem: NewConcept;
}

/** Leaves out the onset, because Epic accepts one and silently drops it (observed on its public sandbox, April 2026). */
export function toCondition({ patientId, problem }: NewProblem): Condition {
  return {
    resourceType: 'Condition',
    clinicalStatus: statusConcept('condition-clinical', 'active'),
    // Epic rejects `confirmed` with 59012: a clinician confirms the problem in Epic.
    verificationStatus: statusConcept('condition-ver-status', 'provisional'),
    category: [statusConcept('condition-category', 'problem-list-item')],
    code: toCodeableConcept(problem),
    subject: { reference: `Patient/${patientId}` },
  };
}
