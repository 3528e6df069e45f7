/** Interprets OperationOutcomes. The worst known issue decides what a response means; hints become warnings. */
import type { ErrorCode } from '../errors.ts';
import { EPIC_ISSUES, type EpicIssueCode, isEpicIssueCode, type IssueMeaning } from './issue-codes.ts';
import { isObject, readObjects, readText } from '../fhir/lenient-read.ts';
import type { OperationOutcome, OperationOutcomeIssue } from '../fhir/types.ts';
import type { Warning } from './warnings.ts';

/** From worst to mildest (FHIR R4 §2.36). Epic mostly sends `fatal`, and the first issue can be the mildest. */
const SEVERITIES: readonly (string | null)[] = ['fatal', 'error', 'warning', 'information'];
const HINTS: ReadonlySet<string | null> = new Set(['warning', 'information']);

export function isOperationOutcome(value: unknown): value is OperationOutcome {
  return isObject(value) && value['resourceType'] === 'OperationOutcome';
}

/** Returns the meaning of the worst known issue that is more than a hint; null if there is none. */
export function findDecisiveMeaning(outcome: OperationOutcome): IssueMeaning | null {
  const known = issuesOf(outcome).map(({ meaning }) => meaning);
  return known.find((meaning) => meaning !== null && meaning.kind !== 'warning') ?? null;
}

const notAuthenticated: OutcomeFailure = {
  code: 'UPSTREAM_AUTHENTICATION_FAILED',
  message: 'The FHIR server rejected the identity of the gateway.',
};
const notVisible: OutcomeFailure = {
  code: 'FORBIDDEN',
  message: 'The FHIR server does not let the gateway see this.',
};
const failed: OutcomeFailure = {
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'The FHIR server failed. Try again later.',
};

/** The failure for each issue type (FHIR R4 value set issue-type), if there is no code of Epic's. All other types are refusals. */
const FAILURES: ReadonlyMap<unknown, OutcomeFailure> = new Map([
  ['security', notAuthenticated],
  ['login', notAuthenticated],
  ['unknown', notAuthenticated],
  ['expired', notAuthenticated],
  ['forbidden', notVisible],
  ['suppressed', notVisible],
  [
    'too-costly',
    { code: 'SEARCH_TOO_BROAD', message: 'The search is too costly for the FHIR server. Add criteria.' },
  ],
  [
    'throttled',
    { code: 'UPSTREAM_RATE_LIMITED', message: 'The FHIR server is limiting requests. Try again later.' },
  ],
  ['timeout', { code: 'UPSTREAM_TIMEOUT', message: 'The FHIR server timed out. Try again later.' }],
  ['transient', failed],
  ['exception', failed],
  ['lock-error', failed],
  ['no-store', failed],
  ['incomplete', failed],
]);

const REFUSED_FOR_UNKNOWN_REASON: OutcomeFailure = {
  code: 'UPSTREAM_REJECTED',
  message: 'The FHIR server refused the request for a reason that the gateway does not recognize.',
};

interface OutcomeFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Returns the failure that an outcome reports in place of the requested resource, if no issue is decisive. Returns null if all issues are
 * hints, or report that nothing was found. An outcome without issues or without a severity counts as a failure, because an empty list could
 * be read as "no allergies".
 */
export function failureOf(outcome: OperationOutcome): OutcomeFailure | null {
  const issues = issuesOf(outcome);
  if (issues.length === 0) return REFUSED_FOR_UNKNOWN_REASON;
  const worst = issues.find(({ isHint, meaning }) => !isHint && meaning?.kind !== 'nothing-found');
  if (worst === undefined) return null;
  return FAILURES.get(worst.type) ?? REFUSED_FOR_UNKNOWN_REASON;
}

export function hasIssue(outcome: OperationOutcome, code: string): boolean {
  return issuesOf(outcome).some((issue) => issue.code === code);
}

const UNKNOWN_HINT = 'The FHIR server added a note to its response that the gateway does not recognize.';

/** Issue types that do not mean missing data (FHIR R4 value set issue-type). After any other type, records can be missing. */
const HARMLESS: ReadonlySet<string | null> = new Set(['informational', 'not-found', 'success']);

/** Returns the warnings for an outcome that the server sent along with data. In that case, even an error is only a hint. */
export function warningsOf(outcome: OperationOutcome, resourceType: string): Warning[] {
  return issuesOf(outcome).flatMap(({ code, meaning, type }) => {
    const message = meaning === null ? UNKNOWN_HINT : meaning.message;
    const unknown = HARMLESS.has(type) ? 'INFORMATION' : 'UNKNOWN';
    return message === null ? [] : [{ code: code ?? unknown, resourceType, message }];
  });
}

interface Issue {
  /** Null without a code that the gateway knows. */
  readonly code: EpicIssueCode | null;
  readonly meaning: IssueMeaning | null;
  /** FHIR's issue type, such as `processing`. */
  readonly type: string | null;
  /** Whether its severity marks it as no failure. */
  readonly isHint: boolean;
}

function issuesOf(outcome: OperationOutcome): Issue[] {
  return readObjects<OperationOutcomeIssue>(outcome.issue)
    .toSorted((one, other) => severityRank(one) - severityRank(other))
    .map((issue) => {
      const codes = readObjects(issue.details?.coding).map(({ code }) => readText(code));
      const code = codes.find(isEpicIssueCode) ?? null;
      return {
        code,
        meaning: code === null ? null : EPIC_ISSUES[code],
        type: readText(issue.code),
        isHint: HINTS.has(readText(issue.severity)),
      };
    });
}

function severityRank({ severity }: OperationOutcomeIssue): number {
  const at = SEVERITIES.indexOf(readText(severity));
  return at === -1 ? SEVERITIES.length : at;
}
