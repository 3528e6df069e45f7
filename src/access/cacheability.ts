/** Which resources one copy may serve to all callers: those of the directory in which nothing leads to a patient. */
import { transformJson } from '../fhir/json-transform.ts';
import { parseReference } from '../fhir/ids.ts';
import { isDirectoryType, isSharedType } from '../fhir/resource-kinds.ts';
import { isResourceType } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import type { Resource, Stored } from '../fhir/types.ts';

/**
 * True where the resource is of a shared type, and all that it refers to or contains is of the directory too. A reference to an unknown type
 * counts as one to a patient, and so does anything nested deeper than a walk goes.
 */
export function isShareable(resource: Stored<Resource>): boolean {
  if (!isSharedType(resource.resourceType)) return false;
  let leadsBeyond = isObject(resource) && leadsToPatient(resource);
  const walked = transformJson(resource, {
    object(value) {
      leadsBeyond ||= leadsToPatient(value);
      return value;
    },
  });
  return !leadsBeyond && walked === resource;
}

function leadsToPatient({ identifier, reference, resourceType, type }: Record<string, unknown>): boolean {
  return (
    (typeof reference === 'string' && !leadsToDirectory(reference)) ||
    (typeof resourceType === 'string' && !isDirectoryType(resourceType)) ||
    // FHIR R4 §2.3.0: a reference by identifier names the type of its target alone, if that. An identifier of one's own is in a list.
    (isObject(identifier) && typeof reference !== 'string' && !isDirectoryType(type)) ||
    (typeof type === 'string' && isResourceType(type) && !isDirectoryType(type))
  );
}

/** What is contained is looked at where it stands. */
function leadsToDirectory(reference: string): boolean {
  const target = parseReference({ reference });
  return reference.startsWith('#') || (target !== null && isDirectoryType(target.type));
}
