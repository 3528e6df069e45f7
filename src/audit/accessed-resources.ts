/** Which accessed resources are about patients, and which search found each. */
import { isAboutPatients } from '../fhir/resource-kinds.ts';
import { factsOf, isResourceType } from '../fhir/resources.ts';
import type { AccessedResource, AuditedSearch } from './access-log.ts';

/** The search that a resource was found by; null for one that was read or created, or found by a search unknown. */
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

/** False for what all patients share, such as a Location: reading it touches no patient's record. */
export function isPatientRecord({ type, patients }: AccessedResource): boolean {
  return patients.length > 0 || !isResourceType(type) || isAboutPatients(factsOf(type));
}
