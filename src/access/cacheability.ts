/** Decides which resources may be cached for all callers: shared resources that refer to no patient. */
import { transformJson } from '../fhir/json-transform.ts';
import { parseReference } from '../fhir/ids.ts';
import { isDirectoryType, isSharedType } from '../fhir/resource-kinds.ts';
import { isResourceType } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import type { Resource, Stored } from '../fhir/types.ts';

/**
 * Whether the resource has a shared type, and everything that it refers to or contains has a directory type. A reference to an unknown type
 * counts as a reference to a patient, and so does anything nested deeper than `transformJson` goes.
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
    // A reference by identifier names at most the type of its target (FHIR R4 §2.3.0). A resource's own identifiers are in a list.
    (isObject(identifier) && typeof reference !== 'string' && !isDirectoryType(type)) ||
    (typeof type === 'string' && isResourceType(type) && !isDirectoryType(type))
  );
}

/** Whether a reference points to a directory type. A contained target counts as one, because the traversal visits it separately. */
function leadsToDirectory(reference: string): boolean {
  const target = parseReference({ reference });
  return reference.startsWith('#') || (target !== null && isDirectoryType(target.type));
}
