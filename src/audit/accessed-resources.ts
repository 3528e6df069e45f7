/** Which accessed resources are about patients, and which search found each. */
import { isAboutPatients } from '../fhir/resource-kinds.ts';
import { factsOf, isResourceType } from '../fhir/resources.ts';
import type { AccessedResource, AuditedSearch } from './access-log.ts';

/** The search that a resource was found by; null for one that was read or created, or found by a search unknown. */
export function searchOf(
  touched: AccessedResource,
  queries: ReadonlyMap<string, AuditedSearch>,
): AuditedSearch | null {
  if (touched.interaction !== 'search') return null;
  const { type, search } = touched;
  const query =
    search === null
      ? [...queries.values()].find((candidate) => isLikely(candidate, touched))
      : queries.get(searchKeyOf({ type, text: search }));
  return query ?? null;
}

export function searchKeyOf({ type, text }: Pick<AuditedSearch, 'type' | 'text'>): string {
  return `${type}?${text}`;
}

function isLikely({ type, patientId }: AuditedSearch, touched: AccessedResource): boolean {
  return type === touched.type && (patientId === null || concernsPatient(patientId, touched));
}

export function concernsPatient(patient: string, { patients }: AccessedResource): boolean {
  return patients.length === 0 || patients.includes(patient);
}

/** False for what all patients share, such as a Location: reading it touches no patient's record. */
export function isPatientRecord({ type, patients }: AccessedResource): boolean {
  return patients.length > 0 || !isResourceType(type) || isAboutPatients(factsOf(type));
}
