/** Traverses an operation as GraphQL executes it: applies fragments, merges fields, and honors `@skip` and `@include` (GraphQL §6.3.2). */
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues, getDirectiveValues } from 'graphql/execution/values.js';
import type { Cardinality } from './cardinality.ts';
import type { PathCost } from './cost-report.ts';
import type { FieldCosts, PricedSchemaField } from './field-costs.ts';

/** A selection on resources or on their parts. */
export interface TraversedSelection {
  readonly type: GraphQLObjectType;
  readonly selectionSets: readonly SelectionSetNode[];
  /** How many objects the selection can apply to. */
  readonly cardinality: Cardinality;
  readonly pathCost: PathCost;
  /** The paths of fields below whose resources the search already includes. */
  readonly includedPaths: readonly string[];
}

/** A field of the response, merged from all its selections. */
interface CollectedField extends PricedSchemaField {
  /** The response key. */
  readonly key: string;
  /** Null if invalid; the field then fails during execution. */
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly selectionSets: readonly SelectionSetNode[];
}

type CollectedBelow = Pick<CollectedField, 'types' | 'selectionSets'>;

/** The fields of connections and edges with the records. */
const PAGE_FIELDS: ReadonlySet<string> = new Set(['nodes', 'edges', 'node']);

export interface TraversedField extends CollectedField {
  readonly pathCost: PathCost;
}

export interface TraversalOptions {
  readonly schema: GraphQLSchema;
  readonly fieldOf: FieldCosts;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The maximum number of selections to visit. A chain of fragments that each spread the next one twice doubles it at every step. The operation of a
 * screen has a few hundred selections, and one with every field of the chart a few thousand.
 */
const MAX_STEPS = 50_000;

export class OperationTraversal {
  readonly #options: TraversalOptions;
  readonly #queue: TraversedSelection[] = [];
  readonly #collected = new Map<SelectionSetNode, Map<GraphQLObjectType, readonly CollectedField[]>>();
  #steps = 0;

  constructor(options: TraversalOptions) {
    this.#options = options;
  }

  get hasExceededLimit(): boolean {
    return this.#steps > MAX_STEPS;
  }

  visitLater(selection: TraversedSelection): void {
    this.#queue.push(selection);
  }

  /** Returns the next queued selection; null at the end, or beyond the limit. */
  next(): TraversedSelection | null {
    return this.hasExceededLimit ? null : (this.#queue.pop() ?? null);
  }

  fieldsOf({ type, selectionSets, pathCost }: TraversedSelection): TraversedField[] {
    const fields = this.#collectMerged(type, selectionSets);
    this.#steps += fields.length;
    return fields.map(({ key, cost, definition, types, args, selectionSets: below }) => ({
      key,
      cost,
      definition,
      types,
      args,
      selectionSets: below,
      pathCost: pathCost.child(definition.name),
    }));
  }

  #collectMerged(
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
  ): readonly CollectedField[] {
    const [only, ...others] = selectionSets;
    return only !== undefined && others.length === 0
      ? this.#collectOnce(type, only)
      : this.#collect(type, selectionSets);
  }

  /** Whether a path of fields is selected in the records that a list or connection returns. Does not count as a step. */
  selectsInRecords({ types, selectionSets }: CollectedBelow, path: readonly string[]): boolean {
    const [name, ...below] = path;
    return types.some((type) =>
      this.#collectMerged(type, selectionSets).some((field) =>
        field.definition.name === name
          ? below.length === 0 || this.selectsInRecords(field, below)
          : PAGE_FIELDS.has(field.definition.name) && this.selectsInRecords(field, path),
      ),
    );
  }

  /** Collects a selection set once per type, because a fragment has the same fields in each spread. */
  #collectOnce(type: GraphQLObjectType, selectionSet: SelectionSetNode): readonly CollectedField[] {
    const byType =
      this.#collected.get(selectionSet) ?? new Map<GraphQLObjectType, readonly CollectedField[]>();
    this.#collected.set(selectionSet, byType);
    const fields = byType.get(type) ?? this.#collect(type, [selectionSet]);
    byType.set(type, fields);
    return fields;
  }

  #collect(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): readonly CollectedField[] {
    const found: CollectedNodes = { byKey: new Map(), spread: new Set() };
    for (const selectionSet of selectionSets) this.#collectNodes(type, selectionSet, found);
    return [...found.byKey].flatMap(([key, nodes]) => this.#fieldOf(type, key, nodes));
  }

  #collectNodes(type: GraphQLObjectType, { selections }: SelectionSetNode, found: CollectedNodes): void {
    const { schema, variables } = this.#options;
    for (const selection of selections) {
      this.#steps += 1;
      if (isSkipped(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const nodes = found.byKey.get(key);
        if (nodes === undefined) found.byKey.set(key, [selection]);
        else nodes.push(selection);
        continue;
      }
      const fragment = this.#fragmentOf(selection, found.spread);
      if (fragment !== undefined && typeConditionMatches(schema, fragment.typeCondition, type))
        this.#collectNodes(type, fragment.selectionSet, found);
    }
  }

  /** Returns undefined for a fragment that was already spread. */
  #fragmentOf(
    selection: InlineFragmentNode | FragmentSpreadNode,
    spread: Set<string>,
  ): InlineFragmentNode | FragmentDefinitionNode | undefined {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
    const name = selection.name.value;
    if (spread.has(name)) return undefined;
    spread.add(name);
    return this.#options.fragments.get(name);
  }

  #fieldOf(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): CollectedField[] {
    const { fieldOf, variables } = this.#options;
    const [node] = nodes;
    const field = node === undefined ? null : fieldOf(type, node.name.value);
    if (node === undefined || field === null) return [];
    const args = nullIfInvalid(() => getArgumentValues(field.definition, node, variables));
    return [{ ...field, key, args, selectionSets: nodes.flatMap(({ selectionSet }) => selectionSet ?? []) }];
  }
}

/** The field nodes of some selection sets. */
interface CollectedNodes {
  /** By response key. */
  readonly byKey: Map<string, FieldNode[]>;
  /** The names of the fragments that are spread. */
  readonly spread: Set<string>;
}

/** Evaluates `@skip` and `@include` (GraphQL §3.13.1, §3.13.2). Returns early for the common case without directives. */
function isSkipped(
  node: { readonly directives?: readonly DirectiveNode[] },
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (node.directives === undefined || node.directives.length === 0) return false;
  const skip = nullIfInvalid(() => getDirectiveValues(GraphQLSkipDirective, node, variables));
  const include = nullIfInvalid(() => getDirectiveValues(GraphQLIncludeDirective, node, variables));
  return skip?.['if'] === true || include?.['if'] === false;
}

function typeConditionMatches(
  schema: GraphQLSchema,
  condition: NamedTypeNode | undefined,
  type: GraphQLObjectType,
): boolean {
  if (condition === undefined || condition.name.value === type.name) return true;
  const wider = schema.getType(condition.name.value);
  return isAbstractType(wider) && schema.isSubType(wider, type);
}

/** Returns null for arguments that graphql-js will reject during execution, because their field then sends no request. */
export function nullIfInvalid<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
