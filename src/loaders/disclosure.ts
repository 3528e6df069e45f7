/** Redacts a permitted resource for its caller: names of records beyond reach, hidden contained resources, social security numbers. */
import { withItems, withMembers } from '../fhir/altered.ts';
import { parseOwnReference } from '../fhir/ids.ts';
import {
  isReference,
  describesTarget,
  targetsDirectory,
  targetTypeOf,
  withoutDescription,
} from '../fhir/reference-elements.ts';
import { isPatientType } from '../fhir/resources.ts';
import { isObject, text } from '../fhir/shape.ts';
import { withSsnDigitsMasked } from '../fhir/ssn.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { DEEPEST } from '../size/json-size.ts';

export interface DisclosureOptions {
  /**
   * Whether a reference may describe its target, decided without reading the target.
   * @param id the target's id on the FHIR server itself; null: it is unknown, or on another server
   */
  readonly mayDescribe: (type: string, id: string | null) => boolean;
  /** Whether a contained resource is shown with its container. */
  readonly mayContain: (container: Stored<Resource>, contained: Record<string, unknown>) => boolean;
  /** The FHIR server's. */
  readonly baseUrl: string;
}

/**
 * Returns the function that redacts. The same resource gives the same object; one without anything to redact is not copied.
 * @param options null: no record is beyond the caller's reach
 */
export function createDisclosure(
  options: DisclosureOptions | null,
): (resource: Stored<Resource>) => Stored<Resource> {
  const known = new WeakMap<Stored<Resource>, Stored<Resource>>();
  return (resource) => {
    const found = known.get(resource);
    if (found !== undefined) return found;
    const shown = withSsnDigitsMasked(options === null ? resource : redacted(resource, options));
    known.set(resource, shown);
    return shown;
  };
}

/** The position of a value. */
interface Place {
  readonly element: string;
  /** The type of the innermost resource around it. */
  readonly within: string;
}

interface Walk {
  readonly mayDescribe: (reference: Record<string, unknown>, place: Place) => boolean;
  /** True once something is redacted, or refers to a patient beyond reach. */
  isRedacted: boolean;
}

/** Removes the descriptions of records that are not known to be within reach, and hidden contained resources. */
function redacted(resource: Stored<Resource>, options: DisclosureOptions): Stored<Resource> {
  const { mayContain, baseUrl } = options;
  const all = containedIn(resource);
  const contained = all.filter((one) => isObject(one) && mayContain(resource, one));
  const ids = new Set(contained.map((one) => (isObject(one) ? one['id'] : undefined)));
  const mayDescribe: Walk['mayDescribe'] = (reference, { within, element }) => {
    const literal = text(reference['reference']);
    if (literal?.startsWith('#') === true) return literal === '#' || ids.has(literal.slice(1));
    const type = targetTypeOf(reference);
    if (type === null) return targetsDirectory(within, element);
    return options.mayDescribe(
      type,
      literal === null ? null : (parseOwnReference(literal, baseUrl)?.id ?? null),
    );
  };
  const isAltered = contained.length < all.length;
  const walk: Walk = { mayDescribe, isRedacted: isAltered };
  // FHIR has no empty lists (R4 §2.6.2.1).
  const left = contained.length === 0 ? undefined : contained;
  const within = resource.resourceType;
  const shown = withMembers(resource, (inner, element) =>
    redactedValue(element === 'contained' && isAltered ? left : inner, { within, element }, walk, 1),
  );
  return walk.isRedacted ? withoutNarrative(shown) : shown;
}

function containedIn(resource: object): readonly unknown[] {
  const contained: unknown = 'contained' in resource ? resource.contained : [];
  return Array.isArray(contained) ? contained : [contained];
}

/** What nests deeper than an answer may is removed. */
function redactedValue(value: unknown, place: Place, walk: Walk, depth: number): unknown {
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return withItems(value, (item) => redactedValue(item, place, walk, depth + 1));
  if (!isObject(value)) return value;
  if (!isReference(value, place.element) || walk.mayDescribe(value, place)) {
    const within = typeof value['resourceType'] === 'string' ? value['resourceType'] : place.within;
    return withMembers(value, (inner, element) => redactedValue(inner, { within, element }, walk, depth + 1));
  }
  const isDescribed = describesTarget(value);
  if (isDescribed || isPatientType(targetTypeOf(value))) walk.isRedacted = true;
  return isDescribed ? withoutDescription(value) : value;
}

/** Removes the narratives: they repeat the redacted elements in words, which cannot be redacted in part. */
function withoutNarrative<T extends object>(resource: T): T {
  return withMembers(resource, (inner, name) => {
    if (name === 'text') return undefined;
    if (name !== 'contained' || !Array.isArray(inner)) return inner;
    return inner.map((one: unknown) => (isObject(one) ? withoutNarrative(one) : one));
  });
}
