/** Whose record a resource belongs to (FHIR R4 CompartmentDefinition/patient). */
import { ownPatientId } from './ids.ts';
import { valuesAt } from './paths.ts';
import { factsOf, isResourceType } from './resources.ts';
import { isObject } from './shape.ts';
import type { Resource, Stored } from './types.ts';

/**
 * The ids of the patients whom the resource says that it is about; none where it does not say, or where its type is not in the
 * table.
 * @param baseUrl the FHIR server's: what a reference to another server names is nobody here
 */
export function patientsOf(resource: Stored<Resource>, baseUrl: string): string[] {
  if (!isResourceType(resource.resourceType)) return [];
  const { patient, isPatient = false } = factsOf(resource.resourceType);
  if (isPatient) return [resource.id];
  const ids: string[] = [];
  // In loops, since this is asked of every record of every page.
  for (const path of patient) {
    for (const value of valuesAt(resource, path)) {
      const id = isObject(value) ? ownPatientId(value['reference'], baseUrl) : null;
      if (id !== null) ids.push(id);
    }
  }
  return ids;
}
