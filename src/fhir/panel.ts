/** Finds the patients who belong to a panel now: Epic's patient lists and FHIR's groups. Unreadable elements keep a patient off it. */
import { isFhirId, ownPatientId, type ServerUrls } from './ids.ts';
import { covers } from './intervals.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { Group, List, Reference } from './types.ts';

/** The code of Epic's patient lists. */
const PATIENT_LIST = 'patients';

export interface WantedList {
  /** As it is configured: an identifier with or without its system, or on servers that are not Epic the id of the list. */
  readonly identifier: string;
  /** Whether the panel is a limit of what callers reach (`PANEL_ONLY`), so that nothing but its identifier makes a list the panel. */
  readonly isLimit: boolean;
  /** Whether the server is Epic. */
  readonly isEpic: boolean;
}

/** How the list is searched for: at Epic as `List?code=patients&identifier=…`, elsewhere without the code, which is Epic's own. */
export function patientListParameters({
  identifier,
  isEpic,
}: Omit<WantedList, 'isLimit'>): Record<string, string> {
  return isEpic ? { code: PATIENT_LIST, identifier } : { identifier };
}

/** Whether the list may be named by its id, so that it is read before it is searched for. Epic names its lists by identifiers only. */
export function mayBeListId({ identifier, isEpic }: Omit<WantedList, 'isLimit'>): boolean {
  return !isEpic && isFhirId(identifier);
}

/** Whether the list is the one that was read or searched for, and is in use. */
export function isPanelList(list: List, wanted: WantedList): boolean {
  // A list of changes does not say who is on the list (FHIR R4 List.mode).
  const isInUse = list.status === 'current' && list.mode !== 'changes';
  return isInUse && (wanted.isEpic ? isEpicList(list, wanted) : isNamedList(list, wanted));
}

/**
 * A server that does not know a parameter ignores it and sends every list, so both are checked again: the code if the list has one, and the
 * identifier by its value, since Epic takes the system in several spellings.
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

/** Lists of other servers have codes of any kind, and among them can be lists of anything: only the name makes one the panel. */
function isNamedList({ id, identifier }: List, wanted: WantedList): boolean {
  const names = readObjects(identifier).flatMap(({ system, value }) => {
    const name = readText(value);
    return name === null ? [] : [name, `${readText(system) ?? ''}|${name}`];
  });
  return [id, ...names].includes(wanted.identifier.trim());
}

/** Whether the group is in use, and made of actual members rather than a description of possible ones. */
export function isPanelGroup({ active, actual }: Group): boolean {
  return isAsUsual(active, true) && isAsUsual(actual, true);
}

/** Whether a flag has its usual value, which a missing flag means too. */
function isAsUsual(flag: unknown, usual: boolean): boolean {
  return (flag ?? usual) === usual;
}

/**
 * The patients on the lists, in their order and each once; entries marked as deleted are not on them.
 * @param server the FHIR server: patients of another one are not its own, whatever their ids
 */
export function patientsOfLists(lists: readonly List[], server: ServerUrls): string[] {
  const entries = lists
    .flatMap(({ entry }) => readObjects(entry))
    .filter(({ deleted }) => isAsUsual(deleted, false));
  return patientIds(
    entries.map(({ item }) => item),
    server,
  );
}

/** The patients who are members of the group at a moment (epoch milliseconds). */
export function patientsOfGroup({ member }: Group, server: ServerUrls, at: number): string[] {
  const members = readObjects(member).filter(
    ({ inactive, period }) => isAsUsual(inactive, false) && covers(period, at),
  );
  return patientIds(
    members.map(({ entity }) => entity),
    server,
  );
}

function patientIds(references: readonly (Reference | undefined)[], server: ServerUrls): string[] {
  const ids = readObjects(references).map(({ reference }) => ownPatientId(reference, server));
  return [...new Set(ids.filter((id) => id !== null))];
}
