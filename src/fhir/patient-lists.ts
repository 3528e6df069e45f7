/** THE TABLE of a patient's lists: the search behind each list of `Patient`, and its arguments. */
import { LISTED_TYPES, type ListedType } from './graph-types.ts';
import { firstListsOfCodes } from './latest-observations.ts';
import type { PatientList, PatientListRows, RecordList } from './list-definition.ts';
import { ADMINISTRATION_LISTS } from './patient-lists-administration.ts';
import { CARE_LISTS } from './patient-lists-care.ts';
import { FINDINGS_LISTS } from './patient-lists-findings.ts';
import { NURSING_LISTS } from './patient-lists-nursing.ts';
import { TREATMENT_LISTS } from './patient-lists-treatment.ts';
import { factsOf, isResourceType, type ResourceType } from './resources.ts';

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

/** The name of a list of `Patient`, or a type without one, of which `Patient.records` lists the records. */
export type ListName = PatientListName | ResourceType;

export function listNamed(name: ListName): RecordList {
  return isPatientList(name) ? PATIENT_LISTS[name] : { type: name };
}

/** Returns the list that holds all records of a type. */
export function recordListOf(type: ResourceType): ListName {
  return listsOf(type)[0] ?? type;
}

/** A list that a field of `Patient` reads. */
export interface ListRead {
  readonly list: PatientListName;
  readonly args: Readonly<Record<string, unknown>> & { readonly first: number };
}

/** The types whose records have a date, and so can be recent. */
export const DATED_TYPES: readonly ListedType[] = LISTED_TYPES.filter(
  (type) => factsOf(type).date.length > 0,
);

/** Returns the member of the enum `DatedRecordType` for a type, such as CARE_PLAN. */
export function datedMemberOf(type: ListedType): string {
  return type.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase();
}

/** Returns the lists that hold all records of a type: one that selects none of them, otherwise every list. */
function listsOf(type: ResourceType): readonly PatientListName[] {
  const lists = LIST_NAMES.filter((name) => PATIENT_LISTS[name].type === type);
  const whole = lists.filter((name) => {
    const list: PatientList = PATIENT_LISTS[name];
    return list.always === undefined;
  });
  return whole.length > 0 ? whole.slice(0, 1) : lists;
}

/** The fields of `Patient` that summarize the first records of lists. They share the searches of these lists, and can start them. */
export const FIELDS_DERIVED_FROM_LISTS = {
  allergyStatus: [{ list: 'allergies', args: { first: 100 } }],
  refutedAllergies: [{ list: 'allergies', args: { first: 100, refuted: true, include: ['REFUTED'] } }],
  prohibitions: (['medications', 'serviceRequests', 'carePlans'] as const).map((list) => ({
    list,
    args: { first: 100, prohibitions: true, include: ['PROPOSED'] },
  })),
  recentRecords: DATED_TYPES.flatMap(listsOf).map((list) => ({ list, args: { first: 100 } })),
} as const satisfies Record<string, readonly ListRead[]>;

interface SharedList extends Pick<ListRead, 'list'> {
  readonly args?: ListRead['args'];
}

/** The list of reports in which each study finds its own. FHIR has no search for the reports of a study. */
export const REPORTS_OF_STUDIES = {
  list: 'diagnosticReports',
  args: { first: 100 },
} as const satisfies ListRead;

/** The field of `Patient` with the records of the type that its argument `type` names. */
const RECORDS = 'records';
/** The field of `Patient` that searches for each of its codes. */
export const LATEST_OBSERVATIONS = 'latestObservations';

/**
 * Fields of records that pick records out of a list of their patient, which all records of the patient share. A field without `args` has the
 * arguments of the list, so each record selects other pages of the shared search.
 */
export const LISTS_SHARED_BY_RECORDS: Readonly<Record<string, SharedList>> = {
  'ImagingStudy.reports': REPORTS_OF_STUDIES,
  'MedicationRequest.administrations': { list: 'medicationAdministrations' },
  'MedicationRequest.dispenses': { list: 'medicationDispenses' },
};

/** Returns the list of a list field or connection of `Patient`. Returns null for all other fields and for `records`. */
export function listOfField(field: string): PatientListName | null {
  const list = withoutConnection(field);
  return isPatientList(list) ? list : null;
}

/** Returns whether a field of `Patient` is a list or a connection. */
export function isListField(field: string): boolean {
  return withoutConnection(field) === RECORDS || listOfField(field) !== null;
}

function withoutConnection(field: string): string {
  return field.replace(/Connection$/, '');
}

/**
 * Returns the lists that a field of `Patient` summarizes; none for other fields.
 * @param args the arguments of the field
 */
export function derivedListReads(
  field: string,
  args: Readonly<Record<string, unknown>> | null = {},
): readonly ListRead[] {
  if (!isDerivedFromLists(field)) return [];
  const reads: readonly ListRead[] = FIELDS_DERIVED_FROM_LISTS[field];
  const { types, since, include } = args ?? {};
  const selected = Array.isArray(types)
    ? reads.filter(({ list }) => types.includes(datedMemberOf(PATIENT_LISTS[list].type)))
    : reads;
  const passed = {
    ...(since === undefined ? {} : { recentSince: since }),
    ...(include === undefined ? {} : { include }),
  };
  return selected.map(({ list, args: fixed }) => ({ list, args: { ...fixed, ...passed } }));
}

/** Returns the lists that a field of `Patient` reads first, either to return one or to summarize several. */
export function listReadsOfField(
  field: string,
  args: Readonly<Record<string, unknown>> = {},
): readonly { readonly list: ListName; readonly args: Readonly<Record<string, unknown>> }[] {
  const list = withoutConnection(field);
  if (isPatientList(list)) return [{ list, args }];
  if (list === LATEST_OBSERVATIONS) return firstListsOfCodes(args);
  if (list !== RECORDS) return derivedListReads(field, args);
  const { type, ...filters } = args;
  return typeof type === 'string' && isResourceType(type)
    ? [{ list: recordListOf(type), args: filters }]
    : [];
}

function isDerivedFromLists(field: string): field is keyof typeof FIELDS_DERIVED_FROM_LISTS {
  return Object.hasOwn(FIELDS_DERIVED_FROM_LISTS, field);
}
