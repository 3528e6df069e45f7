/** Reads which patients a resource is about: the patient compartment (FHIR R4 CompartmentDefinition/patient). */
import { transformJson } from '../fhir/json-transform.ts';
import { ownPatientId, type ServerUrls } from '../fhir/ids.ts';
import { originalOf } from '../fhir/modifiers.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { isReference, targetsActor, targetTypeOf } from '../fhir/reference-elements.ts';
import { ANY_TYPE, type ElementPosition, targetTypesAt } from '../fhir/reference-targets.ts';
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
 * Whether a contained resource is, or may be, about a patient other than these. A contained Patient has no identity, so it counts as another
 * patient. A resource without a subject belongs to its container, unless it names another patient anywhere, or an unknown person where that can
 * say whom it is about, such as in the entries of a list. Who acted for the patient, such as the performer, does not say that.
 */
export function isAboutAnotherPatient(
  contained: Record<string, unknown>,
  patients: ReadonlySet<string>,
  server: ServerUrls,
): boolean {
  const { resourceType } = contained;
  if (isPatientType(resourceType)) return true;
  if (isDirectoryType(resourceType) && !isDefinitionType(resourceType)) return false;
  const isOwn = (link: Record<string, unknown>): boolean => {
    const id = ownPatientId(link['reference'], server);
    return id !== null && patients.has(id);
  };
  const subjects = findSubjects(contained);
  if (subjects.length > 0)
    return (
      !subjects.some(isOwn) && subjects.map(targetTypeOf).some((type) => type === null || isPatientType(type))
    );
  const references = findReferences(contained);
  if (references.some(({ link }) => isPatientType(targetTypeOf(link)) && !isOwn(link))) return true;
  const topics = references.filter(({ position }) => maySayWhomItIsAbout(position));
  return !topics.some(({ link }) => isOwn(link)) && topics.some(({ link }) => targetTypeOf(link) === null);
}

function findSubjects(contained: Record<string, unknown>): Record<string, unknown>[] {
  const { resourceType } = contained;
  if (typeof resourceType !== 'string' || !isResourceType(resourceType)) return [];
  return factsOf(resourceType)
    .patient.flatMap((path) => valuesAt(contained, path))
    .filter((link) => isObject(link));
}

interface PlacedReference {
  readonly link: Record<string, unknown>;
  readonly position: ElementPosition;
}

/** Returns all references of a resource. Skips the references of resources nested in it, which count for these. */
function findReferences(contained: Record<string, unknown>): PlacedReference[] {
  const found: PlacedReference[] = [];
  transformJson(contained, {
    object(value, element, within) {
      if ('resourceType' in value) return null;
      const position = { element, within };
      const isOfItself = value['reference'] === '#';
      if (!isOfItself && isReference(value, position)) found.push({ link: value, position });
      return value;
    },
  });
  return found;
}

/** Whether FHIR lets a reference at this position name a patient for another reason than that the patient acted. */
function maySayWhomItIsAbout(position: ElementPosition): boolean {
  const types = targetTypesAt(position);
  return (
    types === null ||
    (!targetsActor(position) && types.some((type) => type === ANY_TYPE || isPatientType(type)))
  );
}
