/** Whose ids a panel holds: Epic's patient lists and FHIR's groups. */
import { ownPatientId } from './ids.ts';
import { objects, text } from './shape.ts';
import type { Group, List, Reference } from './types.ts';

/** How Epic's patient lists are searched: `List?code=patients&identifier=…`. */
export function patientListParameters(identifier: string): Record<string, string> {
  return { code: 'patients', identifier };
}

/**
 * Whether the list is the one that was searched for: a server that does not know the parameter ignores it and sends every list, and a
 * panel can be all that callers are held to. By the value alone, since Epic takes the system in several spellings; true for a list
 * that does not tell its identifiers.
 */
export function isNamed({ identifier }: List, wanted: string): boolean {
  const values = objects(identifier).flatMap(({ value }) => text(value) ?? []);
  return values.length === 0 || values.includes(wanted.slice(wanted.lastIndexOf('|') + 1).trim());
}

/**
 * The patients on the lists, in their order and each once; entries marked as deleted are not on them.
 * @param baseUrl the FHIR server's: patients of another server are not its own, whatever their ids
 */
export function patientsOfLists(lists: readonly List[], baseUrl: string): string[] {
  const entries = lists.flatMap(({ entry }) => objects(entry)).filter(({ deleted }) => deleted !== true);
  return patientIds(
    entries.map(({ item }) => item),
    baseUrl,
  );
}

/** The patients who are members of the group now. */
export function patientsOfGroup({ member }: Group, baseUrl: string): string[] {
  const members = objects(member).filter(({ inactive }) => inactive !== true);
  return patientIds(
    members.map(({ entity }) => entity),
    baseUrl,
  );
}

function patientIds(references: readonly (Reference | undefined)[], baseUrl: string): string[] {
  const ids = objects(references).map(({ reference }) => ownPatientId(reference, baseUrl));
  return [...new Set(ids.filter((id) => id !== null))];
}
