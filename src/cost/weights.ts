/** What the values of an answer weigh: in its text at least, in memory until it is encoded, and in time of the event loop. */
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
import type { SelectedField } from './walk.ts';

export interface Weight {
  /** The least that it has once it is encoded, without what it holds in turn. */
  readonly bytes: number;
  /** What graphql-js keeps of it until it is encoded. */
  readonly memory: number;
  /** How long it takes to make it with all that can be below it, in the units of turns. */
  readonly units: number;
}

/** Two quotes and a colon around the name of a member, and the comma behind its value. */
export const AROUND_MEMBER_BYTES = 4;
/** The braces of an object, or the brackets of a list. */
export const BRACKETS_BYTES = 2;
/** `null` and `true`; texts have more in nearly all cases. */
export const LEAST_LEAF_BYTES = 4;

/** A record as JSON has a `resourceType` and an `id` at least. */
export const LEAST_RECORD_BYTES = 40;

/**
 * What values have in the text of an answer that is short but plausible, for a price before there is any: records are longer than these as a rule,
 * and so are notes.
 */
const PLAUSIBLE_BYTES: Readonly<Record<string, number>> = {
  record: 500,
  text: 2_000,
  html: 5_000,
  data: 10_000,
};

/** What a field adds to the answer for each of what it is selected of, without what is below it. */
export function plausibleBytes({ key, cost, definition, types }: SelectedField): number {
  const around = key.length + AROUND_MEMBER_BYTES;
  if (types.length > 0) return around + BRACKETS_BYTES;
  const weighted = isRecordType(getNamedType(definition.type)) ? 'record' : definition.name;
  const isWeighted = weighted === 'record' || cost.kind === 'content';
  return around + ((isWeighted ? PLAUSIBLE_BYTES[weighted] : undefined) ?? LEAST_LEAF_BYTES);
}

/** The type of a resource as its FHIR JSON. */
export function isRecordType({ name }: { readonly name: string }): boolean {
  return name === 'JSON';
}

/** An object of the answer is a hash table, which has a size of its own and grows by its members. Measured with Node 24. */
const OBJECT_MEMORY = 150;
const MEMBER_MEMORY = 48;
/** An item of a list, with what becomes of it meanwhile. */
export const ITEM_MEMORY = 16;

/** An error has a stack, a path and its places in the document until it leaves as some 200 bytes. */
export const ERROR_WEIGHT = { bytes: 100, memory: 2_000 } as const;
export const ERROR_UNITS = 4;

/** A record as JSON is masked, and then measured. */
export const JSON_BYTES_PER_UNIT = 64;
/** Of its copy, texts aside, which it shares with the record. */
export const JSON_MEMORY_PER_BYTE = 2;

/** An object of which nothing is known. */
export const EMPTY_OBJECT: Weight = { bytes: BRACKETS_BYTES, memory: OBJECT_MEMORY, units: 1 };

/** What a field takes that calls a loader. */
export const CALL_UNITS = 8;
const OBJECT_UNITS = 2;

/** The weight of an object of the type, by what is selected of it. */
export function weightOfObject(
  type: GraphQLObjectType,
  { schema, fragments, variableValues, fieldNodes }: GraphQLResolveInfo,
): Weight {
  const fields = type.getFields();
  let bytes = BRACKETS_BYTES;
  let members = 0;
  for (const [key, [node]] of collectSubfields(schema, fragments, variableValues, type, fieldNodes)) {
    const definition = node === undefined ? undefined : fields[node.name.value];
    bytes += key.length + AROUND_MEMBER_BYTES + leastBytesOfValue(definition?.type);
    members += 1;
  }
  return { bytes, memory: OBJECT_MEMORY + members * MEMBER_MEMORY, units: unitsBelow(fieldNodes, fragments) };
}

/** An object and a list count themselves. */
function leastBytesOfValue(type: GraphQLOutputType | undefined): number {
  const named = getNamedType(type);
  if (named === undefined || !isLeafType(named)) return named === undefined ? LEAST_LEAF_BYTES : 0;
  return isRecordType(named) ? LEAST_RECORD_BYTES : LEAST_LEAF_BYTES;
}

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Of selection sets, whose documents can be kept for many operations. */
const knownUnits = new WeakMap<SelectionSetNode, number>();

/** The fields that can be below the nodes, whatever their types and directives say: it is only about when to pause. */
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

/** The least that JSON has once it is encoded. Looks no further than so many bytes. */
export function leastBytesOfJson(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  let bytes = BRACKETS_BYTES;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (bytes > most) return bytes;
      bytes += 1 + leastBytesOfJson(item, most - bytes);
    }
    return bytes;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (bytes > most) return bytes;
    bytes += name.length + AROUND_MEMBER_BYTES + leastBytesOfJson(inner, most - bytes);
  }
  return bytes;
}
