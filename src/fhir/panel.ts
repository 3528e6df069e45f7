/** Reads lists, and the current patients of a panel from Epic's patient lists and FHIR Groups. An unreadable element excludes its patient. */
import { spelledAsCode } from './codes.ts';
import { isFhirId, ownPatientId, type ServerUrls } from './ids.ts';
import { covers, nextBoundOf } from './intervals.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { Group, List, ListEntry, Reference } from './types.ts';

/** The List.code of Epic's patient lists. */
const PATIENT_LIST = 'patients';

export interface WantedList {
  /** As configured: an identifier with or without its system, or, on other servers than Epic, the id of the list. */
  readonly identifier: string;
  /** Whether the panel limits which patients callers can access (`PANEL_ONLY`). Then only the identifier can match a list. */
  readonly isLimit: boolean;
  readonly isEpic: boolean;
}

/** Returns the search parameters of the list: `List?code=patients&identifier=…` on Epic. Other servers lack Epic's code. */
export function patientListParameters({
  identifier,
  isEpic,
}: Omit<WantedList, 'isLimit'>): Record<string, string> {
  return isEpic ? { code: PATIENT_LIST, identifier } : { identifier };
}

/** Returns whether the identifier may be the id of the list. Epic names its lists only by identifiers. */
export function mayBeListId({ identifier, isEpic }: Omit<WantedList, 'isLimit'>): boolean {
  return !isEpic && isFhirId(identifier);
}

/** Returns whether the list is the configured one and in use. */
export function isPanelList(list: List, wanted: WantedList): boolean {
  // A list of changes does not contain all patients (FHIR R4 List.mode).
  const isInUse = readText(list.status) === 'current' && spelledAsCode(list.mode) !== 'changes';
  return isInUse && (wanted.isEpic ? isEpicList(list, wanted) : isNamedList(list, wanted));
}

/**
 * Checks both parameters again, because a server that ignores one of them returns every list. Checks the code only if the list has one, and
 * only the value of the identifier, because Epic accepts several spellings of its system.
 */
function isEpicList({ code, identifier }: List, wanted: WantedList): boolean {
  const codes = readObjects(readObject(code)?.coding).flatMap((coding) => readText(coding.code) ?? []);
  const values = readObjects(identifier).flatMap(({ value }) => readText(value) ?? []);
  const isNamed = values.includes(wanted.identifier.slice(wanted.identifier.lastIndexOf('|') + 1).trim());
  return (
    (codes.length === 0 || codes.includes(PATIENT_LIST)) &&
    (isNamed || (values.length === 0 && !wanted.isLimit))
  );
}

/** Checks only the id and the identifiers: other servers use any code, and can return lists of anything. */
function isNamedList({ id, identifier }: List, wanted: WantedList): boolean {
  const names = readObjects(identifier).flatMap(({ system, value }) => {
    const name = readText(value);
    return name === null ? [] : [name, `${readText(system) ?? ''}|${name}`];
  });
  return [id, ...names].includes(wanted.identifier.trim());
}

/** Returns whether the group is active and lists actual members, rather than describing possible ones. */
export function isPanelGroup({ active, actual }: Group): boolean {
  return isDefault(active, true) && isDefault(actual, true);
}

/** Returns whether an entry was removed from its list (FHIR R4 List.entry.deleted, a modifier element). An unreadable flag counts as set. */
export function isDeletedEntry({ deleted }: Pick<ListEntry, 'deleted'>): boolean {
  return !isDefault(deleted, false);
}

/** Returns whether a flag has its default value, or is missing. */
function isDefault(flag: unknown, defaultValue: boolean): boolean {
  return (flag ?? defaultValue) === defaultValue;
}

/**
 * Returns the ids of the patients on the lists, in order and without duplicates. Skips entries that are marked as deleted.
 * @param server the FHIR server; a reference to another server's patient does not count, whatever its id
 */
export function patientsOfLists(lists: readonly List[], server: ServerUrls): string[] {
  const entries = lists.flatMap(({ entry }) => readObjects(entry)).filter((entry) => !isDeletedEntry(entry));
  return patientIds(
    entries.map(({ item }) => item),
    server,
  );
}

/** Returns the ids of the patients who are members of the group at a time (epoch milliseconds). */
export function patientsOfGroup({ member }: Group, server: ServerUrls, at: number): string[] {
  const members = readObjects(member).filter(
    ({ inactive, period }) => isDefault(inactive, false) && covers(period, at),
  );
  return patientIds(
    members.map(({ entity }) => entity),
    server,
  );
}

/** Returns when the period of a member next begins or ends (epoch milliseconds); Infinity if none does. */
export function nextChangeOfGroup({ member }: Group, at: number): number {
  return readObjects(member).reduce((next, { period }) => Math.min(next, nextBoundOf(period, at)), Infinity);
}

function patientIds(references: readonly (Reference | undefined)[], server: ServerUrls): string[] {
  const ids = readObjects(references).map(({ reference }) => ownPatientId(reference, server));
  return [...new Set(ids.filter((id) => id !== null))];
}
