/** Finds fields that a screen needs and an operation does not select, by the `screen` column of the table of resources. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLSchema,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { GRAPH_TYPES } from '../../src/fhir/graph-types.ts';
import { factsOf, isResourceType } from '../../src/fhir/resources.ts';

/** Fields that a screen selects of every record. */
export const GUARDS_OF_EVERY_RECORD: readonly string[] = ['isEnteredInError', 'hasUnknownModifier'];

const PARTS = new Map(GRAPH_TYPES.flatMap((type) => Object.entries(factsOf(type).screen?.parts ?? {})));

/** Returns the `screen` column of a type of the table of resources, or of a part of such a type. */
function screenOf(type: string): ResourceFacts['screen'] {
  return isResourceType(type) ? factsOf(type).screen : PARTS.get(type);
}

/** Returns the guards that the operations of a document omit, as `path: field`. */
export function missingGuards(
  document: DocumentNode,
  schema: GraphQLSchema,
  ofEveryRecord: readonly string[] = [],
): string[] {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const root = schema.getRootType(definition.operation)?.name ?? '';
    return missingBelow({ schema, fragments, ofEveryRecord }, [definition.selectionSet], root, root);
  });
}

interface TraversalContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly ofEveryRecord: readonly string[];
}

function missingBelow(
  context: TraversalContext,
  sets: readonly SelectionSetNode[],
  typeName: string,
  path: string,
): string[] {
  const type = context.schema.getType(typeName);
  if (isUnionType(type)) {
    return type.getTypes().flatMap(({ name }) => missingBelow(context, sets, name, `${path}.${name}`));
  }
  if (!isObjectType(type)) return [];
  const selected = new Map<string, SelectionSetNode[]>();
  for (const set of sets) collect(context, set, typeName, selected);
  const guarded = screenOf(typeName);
  const isShown = guarded?.shownBy.some((field) => selected.has(field)) === true;
  const needed = isShown
    ? [...guarded.guards, ...(isResourceType(typeName) ? context.ofEveryRecord : [])]
    : [];
  const missing = needed.filter((field) => !selected.has(field)).map((field) => `${path}: ${field}`);
  const fields = type.getFields();
  const below = [...selected].flatMap(([name, inner]) => {
    const field = fields[name];
    return field === undefined || inner.length === 0
      ? []
      : missingBelow(context, inner, getNamedType(field.type).name, `${path}.${name}`);
  });
  return [...missing, ...below];
}

/** Merges the selections of an object by field name. Includes fragments. */
function collect(
  context: TraversalContext,
  { selections }: SelectionSetNode,
  typeName: string,
  selected: Map<string, SelectionSetNode[]>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const inner = selected.get(selection.name.value) ?? [];
      if (selection.selectionSet !== undefined) inner.push(selection.selectionSet);
      selected.set(selection.name.value, inner);
      continue;
    }
    const part =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    const condition = part?.typeCondition?.name.value ?? typeName;
    const of = context.schema.getType(condition);
    const applies =
      condition === typeName || (isUnionType(of) && of.getTypes().some(({ name }) => name === typeName));
    if (part !== undefined && applies) collect(context, part.selectionSet, typeName, selected);
  }
}
