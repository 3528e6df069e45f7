/** Names resources, for references without a display. */
import { firstName } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { isObject, readObjects, readText } from './lenient-read.ts';
import { nameText } from './names.ts';
import { factsOf, isResourceType } from './resources.ts';
import type { HumanName, Reference, Resource } from './types.ts';

export function resourceName(resource: Pick<Resource, 'resourceType'>): string | null {
  const named = namePaths(resource.resourceType).flatMap((path) => valuesAt(resource, path));
  return firstName(...named.map((value) => (isHumanName(value) ? nameText(value) : value)));
}

/** Returns the display of a reference, otherwise the name of its contained target (FHIR R4 §2.3.2.2). */
export function referenceName(reference: unknown, container: object): string | null {
  if (!isObject(reference)) return null;
  const { display, reference: literal }: Pick<Reference, 'display' | 'reference'> = reference;
  return readText(display) ?? firstName(...containedTargets(container, literal).map(resourceName));
}

/** Returns all contained resources that a reference such as `#m1` matches: some servers use the same id twice. */
export function containedTargets(container: object, reference: unknown): Resource[] {
  const { contained }: { readonly contained?: readonly Resource[] } = container;
  const literal = readText(reference);
  return readObjects(contained).filter(({ id }) => readText(id) !== null && literal === `#${id}`);
}

/** Returns the references that can name a resource, such as `medicationReference`. */
export function namingReferences(resource: Pick<Resource, 'resourceType'>): Reference[] {
  const named = namePaths(resource.resourceType).flatMap((path) => valuesAt(resource, path));
  return named.filter(
    (value): value is Reference => isObject(value) && readText(value['reference']) !== null,
  );
}

function namePaths(type: string): readonly string[] {
  return isResourceType(type) ? (factsOf(type).namedBy ?? []) : NAMES_OF_OTHER_TYPES;
}

/** The elements that name a resource without a row in the table of resources, such as a MedicationStatement. */
const NAMES_OF_OTHER_TYPES = [
  'code',
  'medicationCodeableConcept',
  'medicationReference',
  'vaccineCode',
] as const;

function isHumanName(value: unknown): value is HumanName {
  return isObject(value) && ('family' in value || 'given' in value);
}
