/** The reasons to refuse a create, each with Epic's status and issue code. */
import type { OperationOutcomeIssue } from '../types.ts';
import { createIssue, type OutcomeCode } from '../outcomes.ts';

export interface Refusal {
  readonly status: number;
  readonly issue: OperationOutcomeIssue;
}

/** A required element is absent. */
export function missingElement(expression: string): Refusal {
  return createRefusal(400, 59108, expression, `${expression} is required.`);
}

/** An element has a value that Epic rejects. */
export function invalidElement(expression: string, expected: string): Refusal {
  return createRefusal(400, 59111, expression, `${expression} must be ${expected}.`);
}

/** The resource is valid but breaks a rule of the site. */
export function businessRuleViolated(expression: string, rule: string): Refusal {
  return createRefusal(400, 59159, expression, rule);
}

/** Epic answers 422 for an element that it cannot process. */
export function unprocessable(expression: string, expected: string): Refusal {
  return createRefusal(422, 59012, expression, `${expression} must be ${expected}.`);
}

/** A reference points to no resource. */
export function unknownReference(expression: string): Refusal {
  return createRefusal(400, 59008, expression, 'Invalid FHIR ID provided');
}

/** The body is not a resource of the type. */
export function wrongResourceType(type: string): Refusal {
  return {
    status: 400,
    issue: createIssue(59100, { diagnostics: `Expected a ${type}.`, severity: 'fatal' }),
  };
}

/** The patient's record is restricted, merged or otherwise closed to writes. */
export function recordInaccessible(status: number, code: OutcomeCode, expression: string): Refusal {
  return { status, issue: createIssue(code, { expression }) };
}

/** The flowsheet already has this reading. */
export function duplicateReading(): Refusal {
  return { status: 400, issue: createIssue(59189, { diagnostics: 'Reading already exists' }) };
}

/** Several existing patients match the new one. */
export function multipleMatches(): Refusal {
  return { status: 400, issue: createIssue(59141, { diagnostics: 'More than one patient matches.' }) };
}

function createRefusal(status: number, code: OutcomeCode, expression: string, diagnostics: string): Refusal {
  return { status, issue: createIssue(code, { expression, diagnostics }) };
}
