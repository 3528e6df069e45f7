/** What a caller is shown of a resource within reach: nothing that tells of records beyond it, and no social security number. */
import { withItems, withMembers } from '../fhir/altered.ts';
import { parseOwnReference } from '../fhir/ids.ts';
import {
  isReference,
  leadsToDirectory,
  targetTypeOf,
  tellsOfTarget,
  withoutNames,
} from '../fhir/reference-elements.ts';
import { isPatientType } from '../fhir/resources.ts';
import { isObject, text } from '../fhir/shape.ts';
import { withSsnDigitsMasked } from '../fhir/ssn.ts';
import type { Resource, Stored } from '../fhir/types.ts';

export interface DisclosureOptions {
  /**
   * Whether a reference may name its target, as far as is known without reading it.
   * @param id the target's on the FHIR server itself; null: it is elsewhere, or not known
   */
  readonly mayName: (type: string, id: string | null) => boolean;
  /** Whether what the resource contains is shown with it. */
  readonly mayContain: (container: Stored<Resource>, contained: Record<string, unknown>) => boolean;
  /** The FHIR server's. */
  readonly baseUrl: string;
}

/** FHIR's own elements nest less than 20 deep; what is nested deeper than this is not shown. */
const DEEPEST = 200;

/** @param options null: no record is beyond the caller's reach */
export function createDisclosure(
  options: DisclosureOptions | null,
): (resource: Stored<Resource>) => Stored<Resource> {
  const known = new WeakMap<Stored<Resource>, Stored<Resource>>();
  return (resource) => {
    const found = known.get(resource);
    if (found !== undefined) return found;
    const shown = withSsnDigitsMasked(options === null ? resource : withoutOthers(resource, options));
    known.set(resource, shown);
    return shown;
  };
}

/** Where a value stands. */
interface Place {
  readonly element: string;
  /** The type of the resource, which can be a contained one. */
  readonly within: string;
}

interface Walk {
  readonly mayTell: (reference: Record<string, unknown>, place: Place) => boolean;
  /** Becomes true where something was withheld, or leads to a patient beyond reach. */
  tellsOfOthers: boolean;
}

/** Blanks what references tell of records that are not known to be within reach, and leaves out hidden contained resources. */
function withoutOthers(resource: Stored<Resource>, options: DisclosureOptions): Stored<Resource> {
  const { mayName, mayContain, baseUrl } = options;
  const all = containedIn(resource);
  const contained = all.filter((one) => isObject(one) && mayContain(resource, one));
  const ids = new Set(contained.map((one) => (isObject(one) ? one['id'] : undefined)));
  const mayTell: Walk['mayTell'] = (reference, { within, element }) => {
    const literal = text(reference['reference']);
    if (literal?.startsWith('#') === true) return literal === '#' || ids.has(literal.slice(1));
    const type = targetTypeOf(reference);
    if (type === null) return leadsToDirectory(within, element);
    return mayName(type, literal === null ? null : (parseOwnReference(literal, baseUrl)?.id ?? null));
  };
  const walk: Walk = { mayTell, tellsOfOthers: contained.length < all.length };
  // FHIR has no empty lists (R4 §2.6.2.1).
  const left = contained.length === 0 ? undefined : contained;
  const isAltered = contained.length < all.length;
  const within = resource.resourceType;
  const shown = withMembers(resource, (inner, element) =>
    blanked(element === 'contained' && isAltered ? left : inner, { within, element }, walk, 1),
  );
  return walk.tellsOfOthers ? withoutNarrative(shown) : shown;
}

function containedIn(resource: object): readonly unknown[] {
  const contained: unknown = 'contained' in resource ? resource.contained : [];
  return Array.isArray(contained) ? contained : [contained];
}

function blanked(value: unknown, place: Place, walk: Walk, depth: number): unknown {
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return withItems(value, (item) => blanked(item, place, walk, depth + 1));
  if (!isObject(value)) return value;
  if (!isReference(value, place.element) || walk.mayTell(value, place)) {
    const within = typeof value['resourceType'] === 'string' ? value['resourceType'] : place.within;
    return withMembers(value, (inner, element) => blanked(inner, { within, element }, walk, depth + 1));
  }
  const tells = tellsOfTarget(value);
  if (tells || isPatientType(targetTypeOf(value))) walk.tellsOfOthers = true;
  return tells ? withoutNames(value) : value;
}

/** A narrative repeats in words what the elements say, with the names that were blanked there, and cannot be blanked in part. */
function withoutNarrative<T extends object>(resource: T): T {
  return withMembers(resource, (inner, name) => {
    if (name === 'text') return undefined;
    if (name !== 'contained' || !Array.isArray(inner)) return inner;
    return inner.map((one: unknown) => (isObject(one) ? withoutNarrative(one) : one));
  });
}
