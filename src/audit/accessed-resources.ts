/** Determines which accessed resources are patient records, and which search found each. */
import { isSharedType } from '../fhir/resource-kinds.ts';
import type { AccessedResource, AuditedSearch } from './access-log.ts';

/** Returns the search that found a resource; null if it was read or created, or if its search is unknown. */
export function findSearch(
  accessed: AccessedResource,
  searches: ReadonlyMap<string, AuditedSearch>,
): AuditedSearch | null {
  if (accessed.interaction !== 'search') return null;
  const { type, search } = accessed;
  const found =
    search === null
      ? [...searches.values()].find((candidate) => isLikely(candidate, accessed))
      : searches.get(createSearchKey({ type, text: search }));
  return found ?? null;
}

export function createSearchKey({ type, text }: Pick<AuditedSearch, 'type' | 'text'>): string {
  return `${type}?${text}`;
}

function isLikely({ type, patientId }: AuditedSearch, accessed: AccessedResource): boolean {
  return type === accessed.type && (patientId === null || concernsPatient(patientId, accessed));
}

export function concernsPatient(patient: string, { patients }: AccessedResource): boolean {
  return patients.length === 0 || patients.includes(patient);
}

/** Returns false for shared resources, such as a Location. */
export function isPatientRecord({ type, patients }: AccessedResource): boolean {
  return patients.length > 0 || !isSharedType(type);
}
