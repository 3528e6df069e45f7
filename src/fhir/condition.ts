/** What a Condition means: whether it is active, and whether it is a condition at all. */
import { memberOf } from './codes.ts';
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
  /** Problem Status of C-CDA R2.1 (2.16.840.1.113883.3.88.12.80.68), and the same in words. */
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

/** Each status with those that it includes (http://terminology.hl7.org/CodeSystem/condition-clinical, a hierarchy). */
const INCLUDED: Readonly<Record<string, readonly ConditionStatus[]>> = {
  ACTIVE: ['ACTIVE', 'RECURRENCE', 'RELAPSE'],
  INACTIVE: ['INACTIVE', 'REMISSION', 'RESOLVED'],
};

/** What denies least comes first. */
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

/** The elements that say that a condition is over (R4 Condition.abatement[x]; `abatementBoolean` is from DSTU2). */
const ABATEMENTS = [
  'abatementDateTime',
  'abatementAge',
  'abatementPeriod',
  'abatementRange',
  'abatementString',
  'abatementBoolean',
];

/** Returns whether the resource is a condition, or a statement that there is none, that nobody asked, or that it is not known. */
export function conditionMeaning({
  code,
}: {
  readonly code?: CodeableConcept | undefined;
}): ConditionMeaning {
  return lookUpStatement(STATEMENTS, code) ?? 'CONDITION';
}

/** True for a statement that there are no problems, or that none is on file: it is not a problem. */
export function statesNoProblem(condition: object): boolean {
  if (!isCondition(condition)) return false;
  const meaning = conditionMeaning(condition);
  return meaning === 'NO_KNOWN_PROBLEMS' || meaning === 'NOT_ON_FILE';
}

/** The clinical status, also where the server sends it only in words. */
export function conditionStatus({ clinicalStatus }: Pick<Condition, 'clinicalStatus'>) {
  return readStatus(CLINICAL_STATUS, clinicalStatus);
}

/** The verification status, also where the server sends it only in words. */
export function conditionVerification({ verificationStatus }: Pick<Condition, 'verificationStatus'>) {
  return readStatus(CONDITION_VERIFICATION, verificationStatus);
}

/**
 * Whether a condition is there now: active, recurrence or relapse. One without a status that the gateway knows counts as active on the
 * problem list, unless it has an abatement: a problem must not vanish because nobody set its status.
 */
export function isActiveCondition(condition: object): boolean {
  if (!isCondition(condition)) return false;
  const verification = conditionVerification(condition);
  if (verification === 'REFUTED' || verification === 'ENTERED_IN_ERROR') return false;
  return !statesNoProblem(condition) && BY_CLINICAL_STATUS.matches(condition, ['active'], []);
}

/**
 * Narrows a list down by clinical status, here and never at the server: a server that matches codes loses records without a status,
 * those with a status in words, and, where it does not know the hierarchy, those with a status below.
 */
export const BY_CLINICAL_STATUS: ListFilter = {
  parameter: 'clinical-status',
  isSent: false,
  members: CONDITION_CLINICAL_STATUS,
  matches(resource, values) {
    if (!isCondition(resource)) return false;
    const wanted = new Set(values.flatMap((code) => includedIn(memberOf(CONDITION_CLINICAL_STATUS, code))));
    return statusesOf(resource).some((status) => wanted.has(status));
  },
};

function includedIn(status: ConditionStatus | 'UNRECOGNIZED' | null): readonly ConditionStatus[] {
  if (status === null || status === 'UNRECOGNIZED') return [];
  return INCLUDED[status] ?? [status];
}

/** The status that the condition counts as; none where there is no telling. */
function statusesOf(condition: Condition): readonly ConditionStatus[] {
  const status = conditionStatus(condition);
  if (status !== null && status !== 'UNRECOGNIZED') return [status];
  return isOnProblemList(condition) && !hasAbatement(condition) ? ['ACTIVE'] : [];
}

function isOnProblemList(condition: Condition): boolean {
  return valuesAt(condition, 'category.coding.code').includes('problem-list-item');
}

function hasAbatement(condition: object): boolean {
  return ABATEMENTS.flatMap((name) => valuesAt(condition, name)).some(
    (value) => value !== null && value !== false && value !== '',
  );
}

function isCondition(resource: object): resource is Condition {
  return 'resourceType' in resource && resource.resourceType === 'Condition';
}
