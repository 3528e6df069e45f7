/** Weights of the values in a response: encoded bytes (a lower bound), memory until encoding, and event-loop time. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import type { TraversedField } from './operation-traversal.ts';

export interface Weight {
  /** A lower bound of the encoded bytes, excluding nested objects and lists. */
  readonly bytes: number;
  /** The bytes that graphql-js holds until the response is encoded. */
  readonly memory: number;
  /** The time to build the object and everything below it, in the units of `src/limits/turn-scheduler.ts`. */
  readonly units: number;
}

/** The quotes and colon of a member name, and the comma after its value. */
export const MEMBER_OVERHEAD_BYTES = 4;
/** The braces of an object, or the brackets of a list. */
export const BRACKETS_BYTES = 2;
/** The length of `null` and `true`. Nearly all strings are longer. */
export const MIN_LEAF_BYTES = 4;

/** Raw JSON of a resource contains at least `resourceType` and `id`. */
export const MIN_RECORD_BYTES = 40;

/** Plausible sizes for the estimate before execution. Most records and notes are longer. */
const PLAUSIBLE_BYTES: Readonly<Record<string, number>> = {
  record: 500,
  text: 2_000,
  html: 5_000,
  data: 10_000,
};

/** Returns the bytes that a field adds to the response for each parent object, excluding its subfields. */
export function plausibleBytes({ key, cost, definition, types }: TraversedField): number {
  const overhead = key.length + MEMBER_OVERHEAD_BYTES;
  if (types.length > 0) return overhead + BRACKETS_BYTES;
  const weighted = isRecordType(getNamedType(definition.type)) ? 'record' : definition.name;
  const isWeighted = weighted === 'record' || cost.kind === 'content';
  return overhead + ((isWeighted ? PLAUSIBLE_BYTES[weighted] : undefined) ?? MIN_LEAF_BYTES);
}

/** Whether a type is the raw FHIR JSON of a resource. */
export function isRecordType({ name }: { readonly name: string }): boolean {
  return name === 'JSON';
}

/** graphql-js creates each object as a hash table: a fixed size, plus a size per member. Measured with Node 24. */
const OBJECT_MEMORY = 150;
const MEMBER_MEMORY = 48;
/** The memory of a list item. */
export const ITEM_MEMORY = 16;

/** An error holds a stack, a path and locations until it is encoded in about 200 bytes. */
export const ERROR_WEIGHT = { bytes: 100, memory: 2_000 } as const;
export const ERROR_UNITS = 4;

/** Redacting and measuring raw JSON takes one unit for this many bytes. */
export const JSON_BYTES_PER_UNIT = 64;
/** The memory of the redacted copy, which shares its strings with the record. */
export const JSON_MEMORY_PER_BYTE = 2;

/** The weight of an object of unknown type. */
export const EMPTY_OBJECT: Weight = { bytes: BRACKETS_BYTES, memory: OBJECT_MEMORY, units: 1 };

/** The time to call a loader. */
export const CALL_UNITS = 8;
const OBJECT_UNITS = 2;

/** Returns the weight of an object of the type, based on its selected fields. */
export function weightOfObject(
  type: GraphQLObjectType,
  { schema, fragments, variableValues, fieldNodes }: GraphQLResolveInfo,
): Weight {
  const fields = type.getFields();
  let bytes = BRACKETS_BYTES;
  let members = 0;
  for (const [key, [node]] of collectSubfields(schema, fragments, variableValues, type, fieldNodes)) {
    const definition = node === undefined ? undefined : fields[node.name.value];
    bytes += key.length + MEMBER_OVERHEAD_BYTES + minBytesOfValue(definition?.type);
    members += 1;
  }
  return { bytes, memory: OBJECT_MEMORY + members * MEMBER_MEMORY, units: unitsBelow(fieldNodes, fragments) };
}

/** Returns 0 for objects and lists, which are counted when they resolve. */
function minBytesOfValue(type: GraphQLOutputType | undefined): number {
  const named = getNamedType(type);
  if (named === undefined || !isLeafType(named)) return named === undefined ? MIN_LEAF_BYTES : 0;
  return isRecordType(named) ? MIN_RECORD_BYTES : MIN_LEAF_BYTES;
}

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Keyed by selection set: parsed documents are cached across operations. */
const knownUnits = new WeakMap<SelectionSetNode, number>();

/** Counts the fields below the nodes. Ignores type conditions and directives, because the result only decides when to yield. */
function unitsBelow(nodes: readonly FieldNode[], fragments: Fragments): number {
  return nodes.reduce((sum, { selectionSet }) => sum + unitsOf(selectionSet, fragments), OBJECT_UNITS);
}

function unitsOf(selectionSet: SelectionSetNode | undefined, fragments: Fragments): number {
  if (selectionSet === undefined) return 0;
  const known = knownUnits.get(selectionSet);
  if (known !== undefined) return known;
  let units = 0;
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      units += unitsOf(fragments[selection.name.value]?.selectionSet, fragments);
      continue;
    }
    units += selection.kind === Kind.FIELD ? 1 : 0;
    if (selection.selectionSet !== undefined)
      units += OBJECT_UNITS + unitsOf(selection.selectionSet, fragments);
  }
  knownUnits.set(selectionSet, units);
  return units;
}

/** Returns a lower bound of the bytes of a value as JSON. Stops counting beyond `max`. */
export function minBytesOfJson(value: unknown, max: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  let bytes = BRACKETS_BYTES;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (bytes > max) return bytes;
      bytes += 1 + minBytesOfJson(item, max - bytes);
    }
    return bytes;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (bytes > max) return bytes;
    bytes += name.length + MEMBER_OVERHEAD_BYTES + minBytesOfJson(inner, max - bytes);
  }
  return bytes;
}
