/** The way through an operation as GraphQL executes it: fragments applied, fields merged, what is left out left out (GraphQL §6.3.2). */
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues, getDirectiveValues } from 'graphql/execution/values.js';
import type { Arrivals } from './arrivals.ts';
import type { FieldsOfType, SelectableField } from './fields.ts';
import type { Place } from './ledger.ts';

/** What is selected of some resources, or of parts of them. */
export interface Selection {
  readonly type: GraphQLObjectType;
  readonly selectionSets: readonly SelectionSetNode[];
  /** How many of them there can be. */
  readonly arrivals: Arrivals;
  readonly place: Place;
  /** The fields below, as paths, whose resources come along with the search that found these. */
  readonly along: readonly string[];
}

/** A field of an answer, once however often it was asked for. */
interface CollectedField extends SelectableField {
  /** What the answer calls it. */
  readonly key: string;
  /** Null where they are not such as the field could be resolved with. */
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly selectionSets: readonly SelectionSetNode[];
}

export interface SelectedField extends CollectedField {
  readonly place: Place;
}

export interface Walk {
  readonly fieldsOf: (selection: Selection) => SelectedField[];
  /** Has a selection walked later on. */
  readonly follow: (selection: Selection) => void;
  /** The next selection to walk; null at the end, and where the operation asks for so much that counting it is given up. */
  readonly next: () => Selection | null;
  readonly isGivenUp: () => boolean;
}

export interface WalkOptions {
  readonly schema: GraphQLSchema;
  readonly fieldOf: FieldsOfType;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** As they are executed with. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * How many selections are walked. Fragments that spread others twice over can double with each of them; an operation that a screen
 * sends has some hundreds of selections, and one of every field of the chart some thousands.
 */
const MOST_STEPS = 50_000;

export function createWalk({ schema, fieldOf, fragments, variables }: WalkOptions): Walk {
  const left: Selection[] = [];
  const known = new Map<SelectionSetNode, Map<GraphQLObjectType, readonly CollectedField[]>>();
  let steps = 0;

  const addTo = (
    found: Map<string, FieldNode[]>,
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    spread: Set<string>,
  ): void => {
    for (const selection of selections) {
      steps += 1;
      if (isLeftOut(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const nodes = found.get(key);
        if (nodes === undefined) found.set(key, [selection]);
        else nodes.push(selection);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : onlyOnce(selection.name.value, spread);
      if (fragment !== undefined && applies(schema, fragment.typeCondition, type))
        addTo(found, type, fragment.selectionSet, spread);
    }
  };
  const onlyOnce = (name: string, spread: Set<string>): FragmentDefinitionNode | undefined => {
    if (spread.has(name)) return undefined;
    spread.add(name);
    return fragments.get(name);
  };
  const collect = (
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
  ): readonly CollectedField[] => {
    const found = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const selectionSet of selectionSets) addTo(found, type, selectionSet, spread);
    return [...found].flatMap(([key, nodes]) => {
      const [node] = nodes;
      const field = node === undefined ? null : fieldOf(type, node.name.value);
      if (node === undefined || field === null) return [];
      return [
        {
          ...field,
          key,
          args: orNull(() => getArgumentValues(field.definition, node, variables)),
          selectionSets: nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
        },
      ];
    });
  };
  /** A fragment that is spread in many places comes to the same in each of them. */
  const collectOnce = (
    type: GraphQLObjectType,
    selectionSet: SelectionSetNode,
  ): readonly CollectedField[] => {
    const byType = known.get(selectionSet) ?? new Map<GraphQLObjectType, readonly CollectedField[]>();
    known.set(selectionSet, byType);
    const fields = byType.get(type) ?? collect(type, [selectionSet]);
    byType.set(type, fields);
    return fields;
  };

  return {
    fieldsOf({ type, selectionSets, place }) {
      const [only, ...others] = selectionSets;
      const fields =
        only !== undefined && others.length === 0 ? collectOnce(type, only) : collect(type, selectionSets);
      steps += fields.length;
      return fields.map(({ key, cost, definition, types, args, selectionSets: below }) => ({
        key,
        cost,
        definition,
        types,
        args,
        selectionSets: below,
        place: place.at(definition.name),
      }));
    },
    follow: (selection) => void left.push(selection),
    next: () => (steps > MOST_STEPS ? null : (left.pop() ?? null)),
    isGivenUp: () => steps > MOST_STEPS,
  };
}

/** `@skip` and `@include` (GraphQL §3.13.1, §3.13.2). What has neither of them is not looked at twice: most selections have none. */
function isLeftOut(
  node: { readonly directives?: readonly DirectiveNode[] },
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (node.directives === undefined || node.directives.length === 0) return false;
  const skip = orNull(() => getDirectiveValues(GraphQLSkipDirective, node, variables));
  const include = orNull(() => getDirectiveValues(GraphQLIncludeDirective, node, variables));
  return skip?.['if'] === true || include?.['if'] === false;
}

function applies(
  schema: GraphQLSchema,
  condition: NamedTypeNode | undefined,
  type: GraphQLObjectType,
): boolean {
  if (condition === undefined || condition.name.value === type.name) return true;
  const wider = schema.getType(condition.name.value);
  return isAbstractType(wider) && schema.isSubType(wider, type);
}

/** What graphql-js cannot read it answers with an error when it comes to it, and asks for nothing. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
