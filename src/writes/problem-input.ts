/** A problem for the problem list as a frontend gives it, checked. */
import type { NewProblem } from '../fhir/write-condition.ts';
import { type Asking, createChecks, type GivenConcept } from './checks.ts';

export interface ProblemInput {
  readonly patientId: string;
  readonly problem: GivenConcept<'ICD10CM' | 'SNOMED'>;
}

/** @throws InvalidInput with all that is wrong */
export function checkProblem(input: ProblemInput, asking: Asking): NewProblem {
  const checks = createChecks(input, asking);
  const patientId = checks.id('input.patientId', input.patientId);
  const problem = checks.concept('input.problem', input.problem);
  checks.end();
  return { patientId, problem };
}
