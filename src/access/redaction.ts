/**
 * Redacts a permitted resource for its caller: names of records that are not permitted, hidden contained resources, records entered in
 * error, credentials, and social security numbers.
 */
import { transformJson, type JsonVisitor } from '../fhir/json-transform.ts';
import { parseOwnReference, type ServerUrls } from '../fhir/ids.ts';
import { reduceToIdAndStatus, isEnteredInError } from '../fhir/modifiers.ts';
import {
  hasDescription,
  isAddress,
  isReference,
  isByProviderIdentifier,
  targetsActor,
  targetsSamePatient,
  targetTypeOf,
  maskDescription,
} from '../fhir/reference-elements.ts';
import { type ElementPosition, targetTypesAt } from '../fhir/reference-targets.ts';
import { isPatientType } from '../fhir/resource-kinds.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import { createSsnMask, maskSsn } from '../fhir/ssn.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { MAX_JSON_DEPTH } from '../json/size.ts';
import { withoutNarrative, withoutSecrets } from './secrets.ts';

/** The target of a reference, as far as the reference names it. */
export interface ReferencedTarget {
  readonly type: string;
  /** Its id on the FHIR server; null if it is unknown, or on another server. */
  readonly id: string | null;
  /** How FHIR binds the target to the record's patient; null if it can be about anyone. */
  readonly bond: 'record' | 'actor' | null;
}

/** Decides what a caller may see of one permitted resource, without reading other resources. */
export interface RedactionPolicy {
  /** Whether a reference may describe its target. */
  readonly mayDescribe: (target: ReferencedTarget) => boolean;
  /** Whether to show a resource that this resource contains, at any depth. */
  readonly mayShowContained: (contained: Record<string, unknown>) => boolean;
  /** Whether to show only the id and status of a record entered in error, also if it is contained. */
  readonly reducesErrors: boolean;
}

interface RedactionOptions {
  readonly policyFor: (resource: Stored<Resource>) => RedactionPolicy;
  readonly server: ServerUrls;
}

/**
 * Returns a function that redacts a resource. It returns the same object for the same resource, and copies only a resource that changes.
 * @param options null if the caller may see every record
 */
export function createRedaction(
  options: RedactionOptions | null,
): (resource: Stored<Resource>) => Stored<Resource> {
  const redacted = new WeakMap<Stored<Resource>, Stored<Resource>>();
  return (resource) => {
    const found = redacted.get(resource);
    if (found !== undefined) return found;
    const shown = options === null ? maskSsn(resource) : redact(resource, options);
    const safe = withoutSecrets(shown);
    redacted.set(resource, safe);
    return safe;
  };
}

/**
 * Removes in one traversal what the caller may not see. Only a record that loses something, or contains a social security number, needs
 * another.
 */
function redact(resource: Stored<Resource>, { policyFor, server }: RedactionOptions): Stored<Resource> {
  const policy = policyFor(resource);
  if (policy.reducesErrors && isEnteredInError(resource)) return reduceToIdAndStatus(resource);
  const visible = findVisibleContent(resource, policy);
  const mask = createSsnMask();
  const readable = withContainedObjects(resource);
  /** True once something is redacted, or refers to a patient who is not permitted. */
  let isRedacted = readable !== resource;

  const mayDescribe = (reference: Record<string, unknown>, position: ElementPosition): boolean => {
    const literal = readText(reference['reference']);
    if (literal?.startsWith('#') === true) return literal === '#' || visible.ids.has(literal.slice(1));
    if (literal !== null && !isAddress(literal)) return false;
    const type = targetTypeOf(reference);
    if (type === null) return isByProviderIdentifier(reference) || mayDescribeAnyAt(position, policy);
    const id = literal === null ? null : (parseOwnReference(literal, server)?.id ?? null);
    return policy.mayDescribe({ type, id, bond: targetsSamePatient(position, type) ? 'record' : null });
  };
  const visitor: JsonVisitor = {
    object(value, element, within) {
      const position = { element, within };
      mask.note(value);
      const kept = isContained(value, element) ? visible.partOf(value) : value;
      isRedacted ||= kept !== value;
      if (kept === undefined || !isReference(kept, position) || mayDescribe(kept, position)) return kept;
      const isDescribed = hasDescription(kept);
      isRedacted ||= isDescribed || isPatientType(targetTypeOf(kept));
      return isDescribed ? maskDescription(kept) : kept;
    },
  };

  const masked = mask.apply(transformJson(readable, visitor));
  return isRedacted ? withoutNarratives(masked) : masked;
}

const CONTAINED = 'contained';

/** Whether a value is a resource within another: in `contained`, or in a Bundle or Parameters there. */
function isContained(value: Record<string, unknown>, element: string): boolean {
  return element === CONTAINED || 'resourceType' in value;
}

interface VisibleContent {
  /** The ids of the visible contained resources, to which references point by `#id`. */
  readonly ids: ReadonlySet<unknown>;
  /** Returns the visible part of a contained resource; undefined if all of it is hidden. */
  readonly partOf: (contained: Record<string, unknown>) => Record<string, unknown> | undefined;
}

function findVisibleContent(
  resource: object,
  { mayShowContained, reducesErrors }: RedactionPolicy,
): VisibleContent {
  const contained: unknown = CONTAINED in resource ? resource[CONTAINED] : [];
  const own: readonly unknown[] = Array.isArray(contained) ? contained : [contained];
  const shown = own.filter((one) => isObject(one)).filter(mayShowContained);
  return {
    ids: new Set(shown.map(({ id }) => id)),
    partOf(one) {
      if (!mayShowContained(one)) return undefined;
      if (reducesErrors && isEnteredInError(one)) return reduceToIdAndStatus(one);
      return withContainedObjects(withoutProtectedData(one));
    },
  };
}

/** Removes from `contained` everything that is no object, such as texts: no element says whom it is about. */
function withContainedObjects<T extends object>(resource: T): T {
  if (!(CONTAINED in resource)) return resource;
  const all: readonly unknown[] = [resource[CONTAINED]].flat(MAX_JSON_DEPTH);
  const shown = all.filter((one) => isObject(one));
  return shown.length === all.length
    ? resource
    : { ...resource, contained: shown.length === 0 ? undefined : shown };
}

/**
 * Removes the data of a contained Binary that another resource protects (FHIR R4 Binary.securityContext), because the gateway does not read
 * that resource.
 */
function withoutProtectedData(contained: Record<string, unknown>): Record<string, unknown> {
  if (!('securityContext' in contained) || !('data' in contained)) return contained;
  return { ...contained, data: undefined };
}

/** Whether a reference without an address or a type may be described: only if each of its possible types may be. */
function mayDescribeAnyAt(position: ElementPosition, { mayDescribe }: RedactionPolicy): boolean {
  const targets = targetTypesAt(position);
  if (targets === null) return false;
  const isOfActor = targetsActor(position);
  return targets.every((type) => {
    const bond = targetsSamePatient(position, type) ? 'record' : isOfActor ? 'actor' : null;
    return mayDescribe({ type, id: null, bond });
  });
}

/** Removes the narratives: they repeat redacted elements in words, and cannot be redacted in part. */
function withoutNarratives<T extends object>(resource: T): T {
  const shown = transformJson(resource, {
    object: (value, element) => (isContained(value, element) ? withoutNarrative(value) : value),
  });
  return withoutNarrative(shown);
}
