/** Finds the patients who belong to a panel now: Epic's patient lists and FHIR's groups. Unreadable elements keep a patient off it. */
import { ownPatientId } from './ids.ts';
import { covers } from './instants.ts';
import type { ServerUrls } from './server-urls.ts';
import { object, objects, text } from './shape.ts';
import type { Group, List, Reference } from './types.ts';

/** The code of Epic's patient lists. */
const PATIENT_LIST = 'patients';

/** How Epic's patient lists are searched: `List?code=patients&identifier=…`. */
export function patientListParameters(identifier: string): Record<string, string> {
  return { code: PATIENT_LIST, identifier };
}

export interface WantedList {
  /** As it was searched for. */
  readonly identifier: string;
  /** Whether the panel is a limit of what callers reach (`PANEL_ONLY`), so that nothing but its identifier makes a list the panel. */
  readonly isLimit: boolean;
}

/**
 * Whether the list is the one that was searched for, and is in use. A server that does not know a parameter ignores it and sends every
 * list, so both are checked again: the code if the list has one, and the identifier by its value, since Epic takes the system in several
 * spellings.
 */
export function isPanelList({ status, mode, code, identifier }: List, wanted: WantedList): boolean {
  const codes = objects(object(code)?.coding).flatMap((coding) => text(coding.code) ?? []);
  const values = objects(identifier).flatMap(({ value }) => text(value) ?? []);
  const isNamed = values.includes(wanted.identifier.slice(wanted.identifier.lastIndexOf('|') + 1).trim());
  return (
    status === 'current' &&
    // A list of changes does not say who is on the list (FHIR R4 List.mode).
    mode !== 'changes' &&
    (codes.length === 0 || codes.includes(PATIENT_LIST)) &&
    (isNamed || (values.length === 0 && !wanted.isLimit))
  );
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
    .flatMap(({ entry }) => objects(entry))
    .filter(({ deleted }) => isAsUsual(deleted, false));
  return patientIds(
    entries.map(({ item }) => item),
    server,
  );
}

/** The patients who are members of the group at a moment (epoch milliseconds). */
export function patientsOfGroup({ member }: Group, server: ServerUrls, at: number): string[] {
  const members = objects(member).filter(
    ({ inactive, period }) => isAsUsual(inactive, false) && covers(period, at),
  );
  return patientIds(
    members.map(({ entity }) => entity),
    server,
  );
}

function patientIds(references: readonly (Reference | undefined)[], server: ServerUrls): string[] {
  const ids = objects(references).map(({ reference }) => ownPatientId(reference, server));
  return [...new Set(ids.filter((id) => id !== null))];
}
