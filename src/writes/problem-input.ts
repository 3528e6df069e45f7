/** Validates the input of a problem for the problem list. */
import type { NewProblem } from '../fhir/write-condition.ts';
import { type ConceptInput, createInputChecks, type InputContext } from './input-checks.ts';

export interface ProblemInput {
  readonly patientId: string;
  readonly problem: ConceptInput<'ICD10CM' | 'SNOMED'>;
}

/** @throws InvalidInput listing every problem */
export function checkProblem(input: ProblemInput, context: InputContext): NewProblem {
  const checks = createInputChecks(input, context);
  const patientId = checks.id('input.patientId', input.patientId);
  const problem = checks.concept('input.problem', input.problem);
  checks.throwIfInvalid();
  return { patientId, problem };
}
