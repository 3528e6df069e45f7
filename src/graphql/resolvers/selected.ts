/** Reads what is selected below the field being resolved, from the info that graphql-js gives its resolver. */
import {
  type FieldNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { ResponsePath } from '../../epic/warnings.ts';
import { fieldsOfNodes, type RequestedField } from '../../loaders/selection.ts';

/**
 * Returns the fields selected below the field being resolved, except those of abstract types. As in the answer, a field that several
 * fragments select is one field with all that is selected below it: otherwise each of them would start a search of its own.
 * @param member the name of the type that it resolves to, where it could be one of several
 */
export function selectionOf(info: GraphQLResolveInfo, member?: string): RequestedField[] {
  const known = selections.get(info.fieldNodes) ?? new Map<string | undefined, RequestedField[]>();
  selections.set(info.fieldNodes, known);
  const selection = known.get(member) ?? readSelection(info, member);
  known.set(member, selection);
  return selection;
}

/**
 * Read once for all the resources that a field is resolved for, of which there can be thousands: graphql-js makes the array of a field's nodes
 * once for an operation.
 */
const selections = new WeakMap<readonly FieldNode[], Map<string | undefined, RequestedField[]>>();

function readSelection(info: GraphQLResolveInfo, member: string | undefined): RequestedField[] {
  const type = member === undefined ? getNamedType(info.returnType) : info.schema.getType(member);
  return isObjectType(type) ? collectFieldsBelow(info.fieldNodes, type, info) : [];
}

/** Returns the path of the field being resolved, as in GraphQL errors. */
export function pathOf({ path }: Pick<GraphQLResolveInfo, 'path'>): ResponsePath {
  return responsePathAsArray(path);
}

/** Returns what is selected of each resource that the field being resolved lists. */
export function nodeSelectionOf(info: GraphQLResolveInfo): RequestedField[] {
  return fieldsOfNodes(info.fieldName, selectionOf(info));
}

function collectFieldsBelow(
  nodes: readonly FieldNode[],
  type: GraphQLObjectType,
  info: GraphQLResolveInfo,
): RequestedField[] {
  const { schema, fragments, variableValues } = info;
  const selected = collectSubfields(schema, fragments, variableValues, type, nodes);
  return [...selected.values()].flatMap((merged): RequestedField[] => {
    const [node] = merged;
    const definition = node === undefined ? undefined : type.getFields()[node.name.value];
    if (node === undefined || definition === undefined) return [];
    const inner = getNamedType(definition.type);
    return [
      {
        name: definition.name,
        args: getArgumentValues(definition, node, variableValues),
        fields: isObjectType(inner) ? collectFieldsBelow(merged, inner, info) : [],
      },
    ];
  });
}
