/** Decides which resources may be cached for all callers: those of directory types that refer to no patient. */
import { transformJson } from '../fhir/json-transform.ts';
import { parseReference } from '../fhir/ids.ts';
import { isDirectoryType, isSharedType } from '../fhir/resource-kinds.ts';
import { isResourceType } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import type { Resource, Stored } from '../fhir/types.ts';

/**
 * Whether the resource is of a shared type, and all that it refers to or contains is of a directory type too. A reference to an unknown type
 * counts as one to a patient, and so does anything nested deeper than `transformJson` goes.
 */
export function isShareable(resource: Stored<Resource>): boolean {
  if (!isSharedType(resource.resourceType)) return false;
  let hasPatientReference = isObject(resource) && leadsToPatient(resource);
  const traversed = transformJson(resource, {
    object(value) {
      hasPatientReference ||= leadsToPatient(value);
      return value;
    },
  });
  return !hasPatientReference && traversed === resource;
}

function leadsToPatient({ identifier, reference, resourceType, type }: Record<string, unknown>): boolean {
  return (
    (typeof reference === 'string' && !leadsToDirectory(reference)) ||
    (typeof resourceType === 'string' && !isDirectoryType(resourceType)) ||
    // FHIR R4 §2.3.0: a reference by identifier names at most the type of its target. A resource's own identifiers are in a list.
    (isObject(identifier) && typeof reference !== 'string' && !isDirectoryType(type)) ||
    (typeof type === 'string' && isResourceType(type) && !isDirectoryType(type))
  );
}

/** Whether a reference is to a directory type. A contained target counts as one, since the traversal reaches it by itself. */
function leadsToDirectory(reference: string): boolean {
  const target = parseReference({ reference });
  return reference.startsWith('#') || (target !== null && isDirectoryType(target.type));
}
