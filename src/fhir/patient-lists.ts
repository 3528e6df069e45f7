/** THE TABLE of a patient's lists: the search behind each list of `Patient`, and its arguments. */
import type { PatientListRows } from './list-definition.ts';
import { ADMINISTRATION_LISTS } from './patient-lists-administration.ts';
import { CARE_LISTS } from './patient-lists-care.ts';
import { FINDINGS_LISTS } from './patient-lists-findings.ts';
import { NURSING_LISTS } from './patient-lists-nursing.ts';
import { TREATMENT_LISTS } from './patient-lists-treatment.ts';

export const PATIENT_LISTS = {
  ...ADMINISTRATION_LISTS,
  ...CARE_LISTS,
  ...FINDINGS_LISTS,
  ...NURSING_LISTS,
  ...TREATMENT_LISTS,
} as const satisfies PatientListRows;

export type PatientListName = keyof typeof PATIENT_LISTS;
/** The names in the order of the schema. */
export const LIST_NAMES: readonly PatientListName[] = Object.keys(PATIENT_LISTS)
  .toSorted()
  .filter((name) => isPatientList(name));

function isPatientList(field: string): field is PatientListName {
  return Object.hasOwn(PATIENT_LISTS, field);
}

/** A list that a field of `Patient` reads. */
export interface ListRead {
  readonly list: PatientListName;
  /** Arguments that the gateway adds to the field's own. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** The fields of `Patient` that summarize the first records of lists. They share the searches of these lists, and can start them. */
export const FIELDS_DERIVED_FROM_LISTS = {
  allergyStatus: [{ list: 'allergies', args: { first: 100 } }],
  refutedAllergies: [{ list: 'allergies', args: { first: 100, refuted: true, include: ['REFUTED'] } }],
  prohibitions: (['medications', 'serviceRequests', 'carePlans'] as const).map((list) => ({
    list,
    args: { first: 100, prohibitions: true, include: ['PROPOSED'] },
  })),
} as const satisfies Record<string, readonly ListRead[]>;

/** Returns the list of a field of `Patient`, which is a list or a connection; null for other fields. */
export function listOfField(field: string): PatientListName | null {
  const list = field.replace(/Connection$/, '');
  return isPatientList(list) ? list : null;
}

/** Returns the lists that a field of `Patient` summarizes; none for other fields. */
export function derivedListReads(field: string): readonly ListRead[] {
  return isDerivedFromLists(field) ? FIELDS_DERIVED_FROM_LISTS[field] : [];
}

/** Returns the lists that a field of `Patient` reads, either to return one or to summarize several. */
export function listReadsOfField(field: string): readonly ListRead[] {
  const list = listOfField(field);
  return list === null ? derivedListReads(field) : [{ list, args: {} }];
}

function isDerivedFromLists(field: string): field is keyof typeof FIELDS_DERIVED_FROM_LISTS {
  return Object.hasOwn(FIELDS_DERIVED_FROM_LISTS, field);
}
