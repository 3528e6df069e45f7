/** Why the sandbox refuses a create: each reason with the status and the code that Epic answers with. */
import type { OperationOutcomeIssue } from '../types.ts';
import { issue, type OutcomeCode } from '../outcomes.ts';

export interface Refusal {
  readonly status: number;
  readonly issue: OperationOutcomeIssue;
}

/** An element that Epic asks for is not there. */
export function missingElement(expression: string): Refusal {
  return refusal(400, 59108, expression, `${expression} is required.`);
}

/** An element is there, and not as Epic takes it. */
export function invalidElement(expression: string, expected: string): Refusal {
  return refusal(400, 59111, expression, `${expression} must be ${expected}.`);
}

/** Everything is in its place, and the site does not want it. */
export function businessRuleViolated(expression: string, rule: string): Refusal {
  return refusal(400, 59159, expression, rule);
}

/** epic-behaviour §6: what cannot be processed as it was sent is a 422. */
export function unprocessable(expression: string, expected: string): Refusal {
  return refusal(422, 59012, expression, `${expression} must be ${expected}.`);
}

/** What an element refers to is not there. */
export function unknownReference(expression: string): Refusal {
  return refusal(400, 59008, expression, 'Invalid FHIR ID provided');
}

/** The body is no resource of the type. */
export function wrongResourceType(type: string): Refusal {
  return { status: 400, issue: issue(59100, { diagnostics: `Expected a ${type}.`, severity: 'fatal' }) };
}

/** A record of Epic that may not be written in, for its own reasons. */
export function recordInaccessible(status: number, code: OutcomeCode, expression: string): Refusal {
  return { status, issue: issue(code, { expression }) };
}

/** epic-behaviour §6: a reading that is there already. */
export function duplicateReading(): Refusal {
  return { status: 400, issue: issue(59189, { diagnostics: 'Reading already exists' }) };
}

/** More than one record is what was to be created. */
export function multipleMatches(): Refusal {
  return { status: 400, issue: issue(59141, { diagnostics: 'More than one patient matches.' }) };
}

function refusal(status: number, code: OutcomeCode, expression: string, diagnostics: string): Refusal {
  return { status, issue: issue(code, { expression, diagnostics }) };
}
