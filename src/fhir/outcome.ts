/** What an OperationOutcome says, as data: its worst known issue decides, and its hints become warnings. */
import { EPIC_ISSUES, type IssueMeaning } from './epic.ts';
import { isObject, objects, text } from './shape.ts';
import type { OperationOutcome, OperationOutcomeIssue } from './types.ts';
import type { Warning } from './usage.ts';

/** FHIR R4 §2.36: from worst to mildest. Epic mostly says `fatal`, and the first issue can be the mildest. */
const SEVERITIES = ['fatal', 'error', 'warning', 'information'];

export function isOperationOutcome(value: unknown): value is OperationOutcome {
  return isObject(value) && value['resourceType'] === 'OperationOutcome';
}

/** The meaning of the worst issue that is known and not a mere hint; null where there is none. */
export function verdictOf(outcome: OperationOutcome): IssueMeaning | null {
  const known = issuesOf(outcome).map(({ meaning }) => meaning);
  return known.find((meaning) => meaning !== null && meaning.kind !== 'warning') ?? null;
}

/** True where one of the issues has this code of Epic's. */
export function hasIssue(outcome: OperationOutcome, code: string): boolean {
  return issuesOf(outcome).some((issue) => issue.code === code);
}

const UNKNOWN_HINT = 'The FHIR server added a note to its answer that this gateway does not know.';

/** What to tell beside the data of an answer that came with this outcome: there even an error is a hint. */
export function warningsOf(outcome: OperationOutcome, resourceType: string): Warning[] {
  return issuesOf(outcome).flatMap(({ code, meaning }) => {
    const message = meaning === null ? UNKNOWN_HINT : meaning.message;
    return message === null ? [] : [{ code: code ?? 'UNKNOWN', resourceType, message }];
  });
}

function issuesOf(outcome: OperationOutcome): { code: string | null; meaning: IssueMeaning | null }[] {
  return objects<OperationOutcomeIssue>(outcome.issue)
    .toSorted((one, other) => rank(one) - rank(other))
    .map((issue) => {
      const codes = objects(issue.details?.coding).map(({ code }) => text(code));
      const code =
        codes.find((candidate) => candidate !== null && Object.hasOwn(EPIC_ISSUES, candidate)) ?? null;
      return { code, meaning: code === null ? null : (EPIC_ISSUES[code] ?? null) };
    });
}

function rank({ severity }: OperationOutcomeIssue): number {
  const at = SEVERITIES.indexOf(severity);
  return at === -1 ? SEVERITIES.length : at;
}
