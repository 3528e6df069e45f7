/** Whose ids a panel holds: Epic's patient lists and FHIR's groups. */
import { parseReference } from './ids.ts';
import { isObject, objects } from './shape.ts';
import type { Group, List, Reference } from './types.ts';

/** How Epic's patient lists are searched: `List?code=patients&identifier=…`. */
export function patientListParameters(identifier: string): Record<string, string> {
  return { code: 'patients', identifier };
}

/** The patients on the lists, in their order and each once; entries marked as deleted are not on them. */
export function patientsOfLists(lists: readonly List[]): string[] {
  const entries = lists.flatMap(({ entry }) => objects(entry)).filter(({ deleted }) => deleted !== true);
  return patientIds(entries.map(({ item }) => item));
}

/** The patients who are members of the group now. */
export function patientsOfGroup({ member }: Group): string[] {
  const members = objects(member).filter(({ inactive }) => inactive !== true);
  return patientIds(members.map(({ entity }) => entity));
}

function patientIds(references: readonly (Reference | undefined)[]): string[] {
  const targets = references.map((reference) => (isObject(reference) ? parseReference(reference) : null));
  return [...new Set(targets.flatMap((target) => (target?.type === 'Patient' ? [target.id] : [])))];
}
