/** Reads AllergyIntolerance resources. Servers also use them to state that a patient has no known allergies, or was not asked. */
import { ALLERGY_STATEMENTS, type AllergyStatement } from './allergy-statements.ts';
import { ALLERGY_CATEGORY, ALLERGY_CLINICAL_STATUS } from './clinical-codes-treatment.ts';
import { memberOf } from './codes.ts';
import { firstName } from './concepts.ts';
import { hasContent, readObjects, readTexts } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';
import { lookUpStatement } from './statement-codes.ts';
import { readStatus, type StatusTable } from './status-reader.ts';
import type { AllergyIntolerance } from './types.ts';
import { ALLERGY_VERIFICATION } from './verification.ts';

export type AllergyMeaning = 'ALLERGY' | AllergyStatement['meaning'];

export type AllergyStatus = 'RECORDED' | AllergyStatement['meaning'] | 'MAY_BE_INCOMPLETE';

type ClinicalStatus = (typeof ALLERGY_CLINICAL_STATUS)[keyof typeof ALLERGY_CLINICAL_STATUS];

const CLINICAL_STATUS: StatusTable<ClinicalStatus> = {
  members: ALLERGY_CLINICAL_STATUS,
  /** Problem Status of C-CDA R2.1 (2.16.840.1.113883.3.88.12.80.68). */
  snomed: new Map([
    ['55561003', 'ACTIVE'],
    ['73425007', 'INACTIVE'],
    ['413322009', 'RESOLVED'],
  ]),
  phrases: new Map([
    ['current', 'ACTIVE'],
    ['currently active', 'ACTIVE'],
    ['not active', 'INACTIVE'],
    ['no longer active', 'INACTIVE'],
  ]),
};

type AllergyContent = Pick<AllergyIntolerance, 'code' | 'reaction' | 'verificationStatus'>;

/**
 * Returns ALLERGY unless the code is a statement such as "no known allergies" and no reaction has content. A denial that someone has yet to
 * confirm denies nothing: UNKNOWN.
 */
export function allergyMeaning(allergy: AllergyContent): AllergyMeaning {
  return statementOf(allergy)?.meaning ?? 'ALLERGY';
}

/** A reaction with only a severity has content too: the patient reacted to something. */
function statementOf(allergy: AllergyContent): AllergyStatement | null {
  const { code, reaction } = allergy;
  const statement = hasContent(reaction) ? null : lookUpStatement(ALLERGY_STATEMENTS, code);
  const isDenial =
    statement?.meaning === 'NO_KNOWN_ALLERGIES' || statement?.meaning === 'NO_KNOWN_ALLERGIES_OF_A_KIND';
  return isDenial && DOUBTFUL.has(allergyVerification(allergy))
    ? { meaning: 'UNKNOWN', categories: null }
    : statement;
}

const DOUBTFUL: ReadonlySet<string | null> = new Set(['UNCONFIRMED', 'UNRECOGNIZED']);

/** Returns the clinical status, even if the server sends it only as text. */
export function allergyClinicalStatus({ clinicalStatus }: Pick<AllergyIntolerance, 'clinicalStatus'>) {
  return readStatus(CLINICAL_STATUS, clinicalStatus);
}

/** Returns the verification status, even if the server sends it only as text. */
export function allergyVerification({ verificationStatus }: Pick<AllergyIntolerance, 'verificationStatus'>) {
  return readStatus(ALLERGY_VERIFICATION, verificationStatus);
}

/** Returns the words for the code, otherwise the substance of a reaction, otherwise the bare code. */
export function allergyName({
  code,
  reaction,
}: Pick<AllergyIntolerance, 'code' | 'reaction'>): string | null {
  return firstName(code, ...readObjects(reaction).map(({ substance }) => substance));
}

/** Returns the categories of the substance, in the server's order. */
export function allergyCategories({ category }: Pick<AllergyIntolerance, 'category'>) {
  return readTexts(category)
    .map((code) => memberOf(ALLERGY_CATEGORY, code))
    .filter((member) => member !== null);
}

/**
 * Returns the patient's allergy status. Statements that are resolved, inactive, refuted or entered in error do not count, and neither do
 * refuted and erroneous allergies. A resolved or inactive allergy counts only without a current "no known allergies". Without a current
 * allergy, an incomplete list is MAY_BE_INCOMPLETE, because an unread record could be an allergy.
 * @param isComplete false if the list can lack records
 */
export function allergyStatus(allergies: readonly AllergyIntolerance[], isComplete: boolean): AllergyStatus {
  const valid = allergies.filter((allergy) => !isWithdrawn(allergy));
  const current = new Set(valid.filter((allergy) => !isOver(allergy)).map(allergyMeaning));
  if (current.has('ALLERGY')) return 'RECORDED';
  if (!isComplete) return 'MAY_BE_INCOMPLETE';
  if (current.has('NO_KNOWN_ALLERGIES')) return 'NO_KNOWN_ALLERGIES';
  if (valid.some((allergy) => allergyMeaning(allergy) === 'ALLERGY')) return 'RECORDED';
  if (current.has('NO_KNOWN_ALLERGIES_OF_A_KIND')) return 'NO_KNOWN_ALLERGIES_OF_A_KIND';
  return current.has('NOT_ON_FILE') ? 'NOT_ON_FILE' : 'UNKNOWN';
}

/**
 * Returns whether the list contains both an allergy and a denial of it. "No known drug allergies" does not contradict an allergy whose
 * category is food. It does contradict an allergy without a category.
 */
export function isContradictory(allergies: readonly AllergyIntolerance[]): boolean {
  const current = allergies.filter((allergy) => !isWithdrawn(allergy) && !isOver(allergy));
  const recorded = current.filter((allergy) => statementOf(allergy) === null);
  return current
    .map(statementOf)
    .some((statement) => recorded.some(({ category }) => denies(statement, readTexts(category))));
}

function denies(statement: AllergyStatement | null, categories: readonly string[]): boolean {
  if (statement?.meaning === 'NO_KNOWN_ALLERGIES') return true;
  if (statement?.meaning !== 'NO_KNOWN_ALLERGIES_OF_A_KIND') return false;
  const denied = new Set(statement.categories);
  return categories.length === 0 || categories.some((category) => denied.has(category));
}

/** Returns true for a delabeled allergy, which was recorded and later ruled out. */
export function isRefutedAllergy(allergy: AllergyIntolerance): boolean {
  return allergyVerification(allergy) === 'REFUTED' && allergyMeaning(allergy) === 'ALLERGY';
}

/** Keeps delabeled allergies. Never sent, because a server that matches codes would miss a status sent only as text. */
export const BY_REFUTED_ALLERGY: ListFilter = {
  parameter: 'verification-status',
  isSent: false,
  matches: (resource) => isAllergy(resource) && isRefutedAllergy(resource),
};

function isAllergy(resource: object): resource is AllergyIntolerance {
  return 'resourceType' in resource && resource.resourceType === 'AllergyIntolerance';
}

const WITHDRAWN: ReadonlySet<string | null> = new Set(['REFUTED', 'ENTERED_IN_ERROR']);
const OVER: ReadonlySet<string | null> = new Set(['INACTIVE', 'RESOLVED']);

function isWithdrawn(allergy: AllergyIntolerance): boolean {
  return WITHDRAWN.has(allergyVerification(allergy));
}

function isOver(allergy: AllergyIntolerance): boolean {
  return OVER.has(allergyClinicalStatus(allergy));
}
