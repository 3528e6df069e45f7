/** Whose record a resource belongs to (FHIR R4 CompartmentDefinition/patient). */
import { ownPatientId } from './ids.ts';
import { valuesAt } from './paths.ts';
import { targetTypeOf } from './reference-elements.ts';
import { factsOf, isPatientType, isResourceType, type ResourceFacts } from './resources.ts';
import type { ServerUrls } from './server-urls.ts';
import { isObject } from './shape.ts';
import type { Resource, Stored } from './types.ts';

/**
 * The ids of the patients whom the resource says that it is about; none where it does not say, or where its type is not in the
 * table.
 * @param server the FHIR server: what a reference to another one names is nobody here
 */
export function patientsOf(resource: Stored<Resource>, server: ServerUrls): string[] {
  if (!isResourceType(resource.resourceType)) return [];
  const { patient, isPatient = false } = factsOf(resource.resourceType);
  if (isPatient) return [resource.id];
  const ids: string[] = [];
  // In loops, since this is asked of every record of every page.
  for (const path of patient) {
    for (const value of valuesAt(resource, path)) {
      const id = isObject(value) ? ownPatientId(value['reference'], server) : null;
      if (id !== null) ids.push(id);
    }
  }
  return ids;
}

/** The elements that usually name the patient in types without a row in the table. */
const USUAL_PATHS = ['subject', 'patient'] as const;

/**
 * Whether a contained resource is, or may be, about a patient other than these. A resource without a subject belongs to its container.
 * A contained Patient has no identity, so it counts as another one.
 */
export function isOfAnotherPatient(
  contained: Record<string, unknown>,
  patients: ReadonlySet<string>,
  server: ServerUrls,
): boolean {
  const { resourceType } = contained;
  if (isPatientType(resourceType)) return true;
  const facts: ResourceFacts | null =
    typeof resourceType === 'string' && isResourceType(resourceType) ? factsOf(resourceType) : null;
  const paths: readonly string[] = facts?.patient ?? USUAL_PATHS;
  const links = paths.flatMap((path) => valuesAt(contained, path)).filter((link) => isObject(link));
  const isOwn = (id: string | null): boolean => id !== null && patients.has(id);
  if (links.some((link) => isOwn(ownPatientId(link['reference'], server)))) return false;
  return links.map(targetTypeOf).some((type) => type === null || isPatientType(type));
}
