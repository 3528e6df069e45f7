/** Which resources one copy may serve to all callers: those of the directory in which nothing leads to a patient. */
import { altered } from './altered.ts';
import { parseReference } from './ids.ts';
import { isOfDirectory, isResourceType, isSharedType } from './resources.ts';
import { isObject } from './shape.ts';
import type { Resource, Stored } from './types.ts';

/**
 * True where the resource is of a shared type, and all that it refers to or contains is of the directory too. A reference to an unknown type
 * counts as one to a patient, and so does anything nested deeper than a walk goes.
 */
export function isShareable(resource: Stored<Resource>): boolean {
  if (!isSharedType(resource.resourceType)) return false;
  let leadsBeyond = isObject(resource) && refersBeyond(resource);
  const walked = altered(resource, {
    object(value) {
      leadsBeyond ||= refersBeyond(value);
      return value;
    },
  });
  return !leadsBeyond && walked === resource;
}

function refersBeyond({ identifier, reference, resourceType, type }: Record<string, unknown>): boolean {
  return (
    (typeof reference === 'string' && !staysWithin(reference)) ||
    (typeof resourceType === 'string' && !isOfDirectory(resourceType)) ||
    // FHIR R4 §2.3.0: a reference by identifier names the type of its target alone, if that. An identifier of one's own is in a list.
    (isObject(identifier) && typeof reference !== 'string' && !isOfDirectory(type)) ||
    (typeof type === 'string' && isResourceType(type) && !isOfDirectory(type))
  );
}

/** What is contained is looked at where it stands. */
function staysWithin(reference: string): boolean {
  const target = parseReference({ reference });
  return reference.startsWith('#') || (target !== null && isOfDirectory(target.type));
}
