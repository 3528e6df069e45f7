/** Reads which patients a resource is about: the patient compartment (FHIR R4 CompartmentDefinition/patient). */
import { transformJson } from '../fhir/json-transform.ts';
import { ownPatientId, type ServerUrls } from '../fhir/ids.ts';
import { originalOf } from '../fhir/modifiers.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { isReference, targetTypeOf } from '../fhir/reference-elements.ts';
import { targetTypesAt } from '../fhir/reference-targets.ts';
import { isDefinitionType, isDirectoryType, isPatientType } from '../fhir/resource-kinds.ts';
import { factsOf, isResourceType } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import type { Resource, Stored } from '../fhir/types.ts';

/**
 * Returns the ids of the patients whom the resource names as its subject; none if it names no patient, or its type is not in the table of
 * resources.
 * @param server the FHIR server; a reference to another server names no patient here
 */
export function patientsOf(resource: Stored<Resource>, server: ServerUrls): string[] {
  if (!isResourceType(resource.resourceType)) return [];
  const { patient, isPatient = false } = factsOf(resource.resourceType);
  if (isPatient) return [resource.id];
  const ids: string[] = [];
  const original = originalOf(resource);
  // Plain loops, because this runs for every record of every page.
  for (const path of patient) {
    for (const value of valuesAt(original, path)) {
      const id = isObject(value) ? ownPatientId(value['reference'], server) : null;
      if (id !== null) ids.push(id);
    }
  }
  return ids;
}

/**
 * Whether a contained resource is, or may be, about a patient other than these. A resource without a subject belongs to its container. A
 * contained Patient has no identity, so it counts as another patient. A resource without a subject can name patients in any reference, such as
 * the entries of a list, so it must refer either to one of these patients or to no patient.
 */
export function isAboutAnotherPatient(
  contained: Record<string, unknown>,
  patients: ReadonlySet<string>,
  server: ServerUrls,
): boolean {
  const { resourceType } = contained;
  if (isPatientType(resourceType)) return true;
  if (isDirectoryType(resourceType) && !isDefinitionType(resourceType)) return false;
  const links = findPatientReferences(contained);
  const isOwn = (id: string | null): boolean => id !== null && patients.has(id);
  if (links.some((link) => isOwn(ownPatientId(link['reference'], server)))) return false;
  return links.map(targetTypeOf).some((type) => type === null || isPatientType(type));
}

function findPatientReferences(contained: Record<string, unknown>): Record<string, unknown>[] {
  const { resourceType } = contained;
  const paths =
    typeof resourceType === 'string' && isResourceType(resourceType) ? factsOf(resourceType).patient : [];
  const subjects = paths.flatMap((path) => valuesAt(contained, path)).filter((link) => isObject(link));
  return subjects.length > 0 ? subjects : findReferences(contained);
}

/**
 * Returns all references of a resource, except those that FHIR lets point only to directory types. Skips the references of resources nested
 * in it, which count for these.
 */
function findReferences(contained: Record<string, unknown>): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  transformJson(contained, {
    object(value, element, within) {
      if ('resourceType' in value) return null;
      const position = { element, within };
      const isOfItself = value['reference'] === '#';
      if (!isOfItself && isReference(value, position) && targetTypesAt(position)?.length !== 0)
        found.push(value);
      return value;
    },
  });
  return found;
}
