/** OperationOutcomes with Epic's texts. Their codes belong to the site's own system, and most have the severity `fatal`. */
import type { OperationOutcome, OperationOutcomeIssue } from './types.ts';

/** Epic's system of issue codes. Its prefix (here `…1.13.0.1`) differs between sites. */
/** The system of Epic's outcome codes at the standard site. */
export const OUTCOME_SYSTEM = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369';

type IssueRow = Pick<OperationOutcomeIssue, 'severity' | 'code'> & { text: string };

/** Epic on FHIR, "Error codes": the codes that the sandbox uses. */
const ISSUES = {
  4101: { severity: 'warning', code: 'processing', text: 'Resource request returns no results.' },
  4102: { severity: 'fatal', code: 'not-found', text: 'The request has an ID that is not known.' },
  4103: { severity: 'fatal', code: 'deleted', text: 'The resource that was asked for has been deleted.' },
  4107: { severity: 'fatal', code: 'not-found', text: 'The resource that was asked for has been merged.' },
  4110: { severity: 'fatal', code: 'required', text: 'The search request has no parameters.' },
  4111: {
    severity: 'fatal',
    code: 'required',
    text: 'A search parameter that this resource requires is missing.',
  },
  4112: {
    severity: 'fatal',
    code: 'business-rule',
    text: 'The search request has parameters that do not go together.',
  },
  4113: { severity: 'fatal', code: 'processing', text: 'The session of these search results has expired.' },
  4115: {
    severity: 'fatal',
    code: 'value',
    text: 'A search parameter that this resource requires has an invalid value.',
  },
  4118: { severity: 'fatal', code: 'forbidden', text: 'User not authorized for request.' },
  4119: { severity: 'warning', code: 'suppressed', text: 'There may be more data for this patient.' },
  4130: {
    severity: 'fatal',
    code: 'security',
    text: 'Access to this patient is restricted: break the glass.',
  },
  4134: { severity: 'fatal', code: 'security', text: 'Access to this patient is restricted: inappropriate.' },
  59008: { severity: 'fatal', code: 'not-found', text: 'The FHIR ID provided was not found.' },
  59012: {
    severity: 'fatal',
    code: 'processing',
    text: 'The content that was sent cannot be processed.',
  },
  59022: { severity: 'fatal', code: 'forbidden', text: 'The client is not authorized for the request.' },
  59100: {
    severity: 'information',
    code: 'invalid',
    text: 'Content invalid against the specification or a profile.',
  },
  59108: { severity: 'fatal', code: 'required', text: 'A required element is missing.' },
  59111: { severity: 'fatal', code: 'value', text: 'An element has a value that is not valid.' },
  59141: { severity: 'fatal', code: 'duplicate', text: 'The record that was to be created exists already.' },
  59144: { severity: 'fatal', code: 'not-found', text: 'The reference that was asked for was not found.' },
  59159: {
    severity: 'fatal',
    code: 'business-rule',
    text: 'The content/operation failed to pass a business rule, and so could not proceed.',
  },
  59189: { severity: 'fatal', code: 'duplicate', text: 'Reading already exists.' },
  59204: {
    severity: 'warning',
    code: 'suppressed',
    text: 'The search applies to a sub-resource that the client is not authorized for. Results of this sub-type are left out.',
  },
} as const satisfies Record<number, IssueRow>;

/** A code that the sandbox can respond with. */
export type OutcomeCode = keyof typeof ISSUES;

/** The details of one occurrence of an issue. */
export interface IssueDetails {
  /** Appended to the text of the row. */
  addition?: string;
  diagnostics?: string;
  /** The element or parameter that caused the issue, for `location` and `expression`. */
  expression?: string;
  severity?: OperationOutcomeIssue['severity'];
}

/** Returns an issue with its code and text under `details`. */
export function createIssue(
  code: OutcomeCode,
  { addition, diagnostics, expression, severity }: IssueDetails = {},
): OperationOutcomeIssue {
  const row = ISSUES[code];
  return {
    severity: severity ?? row.severity,
    code: row.code,
    details: {
      coding: [{ system: OUTCOME_SYSTEM, code: String(code), display: row.text }],
      text: addition === undefined ? row.text : `${row.text} ${addition}`,
    },
    ...(diagnostics !== undefined && { diagnostics }),
    ...(expression !== undefined && { location: [`/f:${expression}`], expression: [expression] }),
  };
}

/** As at Epic, the first issue is not always the worst. */
export function createOutcome(issues: OperationOutcomeIssue[]): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: issues };
}
