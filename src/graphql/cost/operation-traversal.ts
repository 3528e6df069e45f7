/** The way through an operation as GraphQL executes it: fragments applied, fields merged, what is left out left out (GraphQL §6.3.2). */
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
import type { FieldCosts, PricedSchemaField } from './field-costs.ts';
import type { PathCost } from './cost-report.ts';

/** What is selected of some resources, or of parts of them. */
export interface TraversedSelection {
  readonly type: GraphQLObjectType;
  readonly selectionSets: readonly SelectionSetNode[];
  /** How many of them there can be. */
  readonly cardinality: Cardinality;
  readonly pathCost: PathCost;
  /** The fields below, as paths, whose resources come along with the search that found these. */
  readonly includedPaths: readonly string[];
}

/** A field of an answer, once however often it was asked for. */
interface CollectedField extends PricedSchemaField {
  /** What the answer calls it. */
  readonly key: string;
  /** Null where they are not such as the field could be resolved with. */
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly selectionSets: readonly SelectionSetNode[];
}

export interface TraversedField extends CollectedField {
  readonly pathCost: PathCost;
}

export interface TraversalOptions {
  readonly schema: GraphQLSchema;
  readonly fieldOf: FieldCosts;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** As they are executed with. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * How many selections are walked. Fragments that spread others twice over can double with each of them; an operation that a screen
 * sends has some hundreds of selections, and one of every field of the chart some thousands.
 */
const MAX_STEPS = 50_000;

export class OperationTraversal {
  readonly #options: TraversalOptions;
  readonly #left: TraversedSelection[] = [];
  readonly #known = new Map<SelectionSetNode, Map<GraphQLObjectType, readonly CollectedField[]>>();
  #steps = 0;

  constructor(options: TraversalOptions) {
    this.#options = options;
  }

  get hasExceededLimit(): boolean {
    return this.#steps > MAX_STEPS;
  }

  /** Has a selection walked later on. */
  visitLater(selection: TraversedSelection): void {
    this.#left.push(selection);
  }

  /** Returns the next selection to walk; null at the end, and if the operation selects so much that counting it is given up. */
  next(): TraversedSelection | null {
    return this.hasExceededLimit ? null : (this.#left.pop() ?? null);
  }

  fieldsOf({ type, selectionSets, pathCost }: TraversedSelection): TraversedField[] {
    const [only, ...others] = selectionSets;
    const fields =
      only !== undefined && others.length === 0
        ? this.#collectOnce(type, only)
        : this.#collect(type, selectionSets);
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

  /** A fragment that is spread in many places comes to the same in each of them. */
  #collectOnce(type: GraphQLObjectType, selectionSet: SelectionSetNode): readonly CollectedField[] {
    const byType = this.#known.get(selectionSet) ?? new Map<GraphQLObjectType, readonly CollectedField[]>();
    this.#known.set(selectionSet, byType);
    const fields = byType.get(type) ?? this.#collect(type, [selectionSet]);
    byType.set(type, fields);
    return fields;
  }

  #collect(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): readonly CollectedField[] {
    const found: CollectedNodes = { byKey: new Map(), spread: new Set() };
    for (const selectionSet of selectionSets) this.#find(type, selectionSet, found);
    return [...found.byKey].flatMap(([key, nodes]) => this.#fieldOf(type, key, nodes));
  }

  #find(type: GraphQLObjectType, { selections }: SelectionSetNode, found: CollectedNodes): void {
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
        this.#find(type, fragment.selectionSet, found);
    }
  }

  /** Returns undefined for a fragment that is spread already. */
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

/** The fields of some selection sets. */
interface CollectedNodes {
  /** By what the answer calls them. */
  readonly byKey: Map<string, FieldNode[]>;
  /** The names of the fragments that are spread in them. */
  readonly spread: Set<string>;
}

/** `@skip` and `@include` (GraphQL §3.13.1, §3.13.2). What has neither of them is not looked at twice: most selections have none. */
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

/** What graphql-js cannot read it answers with an error when it comes to it, and asks for nothing. */
function nullIfInvalid<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
