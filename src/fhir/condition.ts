/** Reads Condition resources. Servers also use them to state that a patient has no known problems, or was not asked. */
import { memberOf, spelledAsCode } from './codes.ts';
import { valuesAt } from './element-path.ts';
import type { ListFilter } from './list-filters.ts';
import { lookUpStatement, type StatementCodes } from './statement-codes.ts';
import { readStatus, type StatusTable } from './status-reader.ts';
import type { CodeableConcept, Condition } from './types.ts';
import { CONDITION_VERIFICATION } from './verification.ts';
import { CONDITION_CLINICAL_STATUS } from './defined-codes.ts';

export type ConditionMeaning = 'CONDITION' | 'NO_KNOWN_PROBLEMS' | 'NOT_ON_FILE' | 'UNKNOWN';

type ConditionStatus = (typeof CONDITION_CLINICAL_STATUS)[keyof typeof CONDITION_CLINICAL_STATUS];

const CLINICAL_STATUS: StatusTable<ConditionStatus> = {
  members: CONDITION_CLINICAL_STATUS,
  /** Problem Status of C-CDA R2.1 (2.16.840.1.113883.3.88.12.80.68), and the same as phrases. */
  snomed: new Map([
    ['55561003', 'ACTIVE'],
    ['255227004', 'RECURRENCE'],
    ['246455001', 'RECURRENCE'],
    ['263855007', 'RELAPSE'],
    ['73425007', 'INACTIVE'],
    ['277022003', 'REMISSION'],
    ['413322009', 'RESOLVED'],
  ]),
  phrases: new Map([
    ['current', 'ACTIVE'],
    ['currently active', 'ACTIVE'],
    ['recurrent', 'RECURRENCE'],
    ['relapsed', 'RELAPSE'],
    ['relapse phase', 'RELAPSE'],
    ['not active', 'INACTIVE'],
    ['no longer active', 'INACTIVE'],
    ['in remission', 'REMISSION'],
    ['remission phase', 'REMISSION'],
    ['problem resolved', 'RESOLVED'],
  ]),
};

/** Each status with the statuses that it includes (http://terminology.hl7.org/CodeSystem/condition-clinical, a hierarchy). */
const INCLUDED: Readonly<Record<string, readonly ConditionStatus[]>> = {
  ACTIVE: ['ACTIVE', 'RECURRENCE', 'RELAPSE'],
  INACTIVE: ['INACTIVE', 'REMISSION', 'RESOLVED'],
};

/** The weakest denial comes first. */
const BY_DENIAL: readonly ConditionMeaning[] = ['UNKNOWN', 'NOT_ON_FILE', 'NO_KNOWN_PROBLEMS'];

const STATEMENTS: StatementCodes<Exclude<ConditionMeaning, 'CONDITION'>> = {
  snomed: new Map([['160245001', 'NO_KNOWN_PROBLEMS']]),
  absentUnknown: new Map([
    ['no-known-problems', 'NO_KNOWN_PROBLEMS'],
    ['no-problem-info', 'NOT_ON_FILE'],
  ]),
  rankOf: (meaning) => BY_DENIAL.indexOf(meaning),
  absent: { notAsked: 'NOT_ON_FILE', unknown: 'UNKNOWN' },
  phrases: new Map([
    ['no known problems', 'NO_KNOWN_PROBLEMS'],
    ['no known active problems', 'NO_KNOWN_PROBLEMS'],
    ['no known medical problems', 'NO_KNOWN_PROBLEMS'],
    ['no known current problems', 'NO_KNOWN_PROBLEMS'],
    ['no known conditions', 'NO_KNOWN_PROBLEMS'],
    ['no active problems', 'NO_KNOWN_PROBLEMS'],
    ['no current problems', 'NO_KNOWN_PROBLEMS'],
    ['no current problems or disability', 'NO_KNOWN_PROBLEMS'],
    ['no problems', 'NO_KNOWN_PROBLEMS'],
    ['no known problems or disability', 'NO_KNOWN_PROBLEMS'],
    ['no problems on file', 'NOT_ON_FILE'],
    ['problems not on file', 'NOT_ON_FILE'],
    ['no problem information', 'NOT_ON_FILE'],
    ['no information about problems', 'NOT_ON_FILE'],
    ['not on file', 'NOT_ON_FILE'],
    ['not asked', 'NOT_ON_FILE'],
    ['problems unknown', 'UNKNOWN'],
  ]),
};

/** Elements that say that a condition has ended (R4 Condition.abatement[x]; `abatementBoolean` is from DSTU2). */
const ABATEMENTS = [
  'abatementDateTime',
  'abatementAge',
  'abatementPeriod',
  'abatementRange',
  'abatementString',
  'abatementBoolean',
];

/** Returns CONDITION unless the code is a statement such as "no known problems". */
export function conditionMeaning({
  code,
}: {
  readonly code?: CodeableConcept | undefined;
}): ConditionMeaning {
  return lookUpStatement(STATEMENTS, code) ?? 'CONDITION';
}

/** Returns true for "no known problems" and "not on file", which are not problems. */
export function statesNoProblem(condition: object): boolean {
  if (!isCondition(condition)) return false;
  const meaning = conditionMeaning(condition);
  return meaning === 'NO_KNOWN_PROBLEMS' || meaning === 'NOT_ON_FILE';
}

/** Returns the clinical status, even if the server sends it only as text. */
export function conditionStatus({ clinicalStatus }: Pick<Condition, 'clinicalStatus'>) {
  return readStatus(CLINICAL_STATUS, clinicalStatus);
}

/** Returns the verification status, even if the server sends it only as text. */
export function conditionVerification({ verificationStatus }: Pick<Condition, 'verificationStatus'>) {
  return readStatus(CONDITION_VERIFICATION, verificationStatus);
}

/**
 * Returns whether a condition is active, which includes recurrence and relapse. On the problem list, a condition without a known status
 * counts as active unless it has an abatement, because a problem must not vanish for lack of a status.
 */
export function isActiveCondition(condition: object): boolean {
  if (!isCondition(condition)) return false;
  const verification = conditionVerification(condition);
  if (verification === 'REFUTED' || verification === 'ENTERED_IN_ERROR') return false;
  return !statesNoProblem(condition) && BY_CLINICAL_STATUS.matches(condition, ['active'], []);
}

/**
 * Filters by clinical status. Never sent, because a server that matches codes would miss records without a status and with a status sent
 * only as text. A server without the hierarchy would also miss included statuses.
 */
export const BY_CLINICAL_STATUS: ListFilter = {
  parameter: 'clinical-status',
  isSent: false,
  members: CONDITION_CLINICAL_STATUS,
  matches(resource, values) {
    if (!isCondition(resource)) return false;
    const wanted = new Set(values.flatMap((code) => includedIn(memberOf(CONDITION_CLINICAL_STATUS, code))));
    return statusesOf(resource).some((member) => wanted.has(member));
  },
};

function includedIn(status: ConditionStatus | 'UNRECOGNIZED' | null): readonly ConditionStatus[] {
  if (status === null || status === 'UNRECOGNIZED') return [];
  return INCLUDED[status] ?? [status];
}

/** Returns the status that the condition counts as, as a list; empty if unknown. */
function statusesOf(condition: Condition): readonly ConditionStatus[] {
  const status = conditionStatus(condition);
  if (status !== null && status !== 'UNRECOGNIZED') return [status];
  return isOnProblemList(condition) && !hasAbatement(condition) ? ['ACTIVE'] : [];
}

function isOnProblemList(condition: Condition): boolean {
  return valuesAt(condition, 'category.coding.code').map(spelledAsCode).includes('problem-list-item');
}

function hasAbatement(condition: object): boolean {
  return ABATEMENTS.flatMap((name) => valuesAt(condition, name)).some(
    (value) => value !== null && value !== false && value !== '',
  );
}

function isCondition(resource: object): resource is Condition {
  return 'resourceType' in resource && resource.resourceType === 'Condition';
}
