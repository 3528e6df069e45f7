/** The types that FHIR R4 allows as targets of each reference in the graph. */
import { TARGETS_BEYOND_DIRECTORY } from './defined-targets.ts';

/** Any type of resource. */
export const ANY_TYPE = '*';

/** References in datatypes, which every type can contain. */
const OF_DATATYPES = {
  /** Identifier.assigner. */
  assigner: '',
  /** Annotation.authorReference. */
  authorReference: 'Patient RelatedPerson',
  /** Extension.valueReference. */
  valueReference: ANY_TYPE,
};

/** Maps, because servers choose the keys, which can be names such as `constructor`. */
const TARGETS: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries(TARGETS_BEYOND_DIRECTORY).map(([type, elements]) => [
    type,
    mapOf({ ...OF_DATATYPES, ...elements }),
  ]),
);
const TARGETS_OF_DATATYPES = mapOf(OF_DATATYPES);

function mapOf(elements: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(elements).map(([name, types]) => [name, types.split(' ').filter((type) => type !== '')]),
  );
}

/** The position of a value in a resource. */
export interface ElementPosition {
  /** The name of the element. */
  readonly element: string;
  /** The type of the innermost resource around it. */
  readonly within: string;
}

/** Returns the allowed types outside the directory, or `*`; null if FHIR defines no such reference, or if the type is not in the graph. */
export function targetTypesAt({ within, element }: ElementPosition): readonly string[] | null {
  return (TARGETS.get(within) ?? TARGETS_OF_DATATYPES).get(element) ?? null;
}
