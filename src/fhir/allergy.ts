/** What an AllergyIntolerance means: servers also use it to say that there is no allergy, or that nobody asked. */
import { ALLERGY_STATEMENTS, type AllergyStatement } from './allergy-statements.ts';
import { ALLERGY_CATEGORY, ALLERGY_CLINICAL_STATUS } from './clinical-codes-treatment.ts';
import { memberOf } from './codes.ts';
import { firstName } from './concepts.ts';
import { isObject, readObjects, readText, readTexts } from './lenient-read.ts';
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

type AllergyContent = Pick<AllergyIntolerance, 'code' | 'reaction'>;

/** Returns what the resource says: an allergy, unless its code states otherwise and no reaction says anything. */
export function allergyMeaning(allergy: AllergyContent): AllergyMeaning {
  return statementOf(allergy)?.meaning ?? 'ALLERGY';
}

function statementOf({ code, reaction }: AllergyContent): AllergyStatement | null {
  return holdsAnything(reaction) ? null : lookUpStatement(ALLERGY_STATEMENTS, code);
}

/** False for nothing, and for lists and objects that hold nothing: even a severity alone says that the patient reacted to something. */
function holdsAnything(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsAnything);
  if (isObject(value)) return Object.values(value).some(holdsAnything);
  return typeof value === 'string' ? readText(value) !== null : value !== undefined && value !== null;
}

/** The clinical status, also where the server sends it only in words. */
export function allergyClinicalStatus({ clinicalStatus }: Pick<AllergyIntolerance, 'clinicalStatus'>) {
  return readStatus(CLINICAL_STATUS, clinicalStatus);
}

/** The verification status, also where the server sends it only in words. */
export function allergyVerification({ verificationStatus }: Pick<AllergyIntolerance, 'verificationStatus'>) {
  return readStatus(ALLERGY_VERIFICATION, verificationStatus);
}

/** Returns the name of an allergy: its code in words, otherwise the substance of a reaction, otherwise the code. */
export function allergyName({
  code,
  reaction,
}: Pick<AllergyIntolerance, 'code' | 'reaction'>): string | null {
  return firstName(code, ...readObjects(reaction).map(({ substance }) => substance));
}

/** The kinds of substance, in the server's order. */
export function allergyCategories({ category }: Pick<AllergyIntolerance, 'category'>) {
  return readTexts(category)
    .map((code) => memberOf(ALLERGY_CATEGORY, code))
    .filter((member) => member !== null);
}

/**
 * What is known of a patient's allergies. An allergy that is over, refuted or entered in error does not count, nor does such a
 * statement. Without an allergy, an incomplete list says nothing: what is missing can be one.
 * @param isComplete false where the list can lack records
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
 * Whether the list both has an allergy and denies it. "No known drug allergies" does not deny an allergy to food, as long as that has its
 * category.
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

/** Whether the resource is an allergy that was ruled out: a delabelled allergy. */
export function isRefutedAllergy(allergy: AllergyIntolerance): boolean {
  return allergyVerification(allergy) === 'REFUTED' && allergyMeaning(allergy) === 'ALLERGY';
}

/** Keeps delabelled allergies. The gateway filters by itself, because a server that matches codes loses a status in words. */
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
