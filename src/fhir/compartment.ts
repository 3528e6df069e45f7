/** Whose record a resource belongs to (FHIR R4 CompartmentDefinition/patient). */
import { isOwn, parseReference } from './ids.ts';
import { valuesAt } from './paths.ts';
import { factsOf, isResourceType } from './resources.ts';
import { isObject, text } from './shape.ts';
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
  return patient.flatMap((path) => valuesAt(resource, path)).flatMap((value) => patientOf(value, baseUrl));
}

function patientOf(value: unknown, baseUrl: string): string[] {
  const literal = isObject(value) ? text(value['reference']) : null;
  if (literal === null || !isOwn(literal, baseUrl)) return [];
  const target = parseReference({ reference: literal });
  return target?.type === 'Patient' ? [target.id] : [];
}
