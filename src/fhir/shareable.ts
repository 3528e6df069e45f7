/** Which resources one copy may serve to all callers: those of the directory in which nothing leads to a patient. */
import { parseReference } from './ids.ts';
import { isResourceType, isSharedType } from './resources.ts';
import { isObject } from './shape.ts';
import type { Resource, Stored } from './types.ts';

/** What a shared resource may also refer to, or contain: FHIR R4's other types of the directory and of drugs. */
const BESIDE: ReadonlySet<string> = new Set(['Endpoint', 'HealthcareService', 'Substance']);

/**
 * True where the resource is of a shared type, and all that it refers to or contains is of the directory too. A reference of which that
 * cannot be told counts as one to a patient.
 */
export function isShareable(resource: Stored<Resource>): boolean {
  return isSharedType(resource.resourceType) && !leadsBeyond(resource);
}

function leadsBeyond(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(leadsBeyond);
  if (!isObject(value)) return false;
  const { identifier, reference, resourceType, type } = value;
  return (
    (typeof reference === 'string' && !staysWithin(reference)) ||
    (typeof resourceType === 'string' && !isOfDirectory(resourceType)) ||
    // FHIR R4 §2.3.0: a reference by identifier names the type of its target alone, if that. An identifier of one's own is in a list.
    (isObject(identifier) && typeof reference !== 'string' && !isOfDirectory(type)) ||
    (typeof type === 'string' && isResourceType(type) && !isOfDirectory(type)) ||
    Object.values(value).some(leadsBeyond)
  );
}

/** What is contained is looked at where it stands. */
function staysWithin(reference: string): boolean {
  const target = parseReference({ reference });
  return reference.startsWith('#') || (target !== null && isOfDirectory(target.type));
}

/** True for the types of the directory and of drugs, those included that the gateway does not read. */
export function isOfDirectory(type: unknown): boolean {
  return typeof type === 'string' && (isSharedType(type) || BESIDE.has(type));
}
