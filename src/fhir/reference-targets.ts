/** What FHIR R4 lets the references of each type of the graph point to. */
import { TARGETS_BEYOND_DIRECTORY } from './defined-targets.ts';

/** Any type of resource. */
const ANY = '*';

/** The elements of datatypes, which every type has. */
const OF_DATATYPES = {
  /** Of Identifier. */
  assigner: '',
  /** Of Annotation. */
  authorReference: 'Patient RelatedPerson',
  /** Of Extension. */
  valueReference: ANY,
};

/** In maps, since servers name types and elements as they like, such as `constructor`. */
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

/** Returns the types besides the directory's, or `*`; null if FHIR defines no such reference there, or if the type is not in the graph. */
export function targetTypesAt({ within, element }: ElementPosition): readonly string[] | null {
  return (TARGETS.get(within) ?? TARGETS_OF_DATATYPES).get(element) ?? null;
}
