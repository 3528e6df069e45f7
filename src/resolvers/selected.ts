/** Reads what is selected below the field that is being resolved, out of what graphql-js tells a resolver. */
import {
  type FieldNode,
  getNamedType,
  type GraphQLResolveInfo,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues, getDirectiveValues } from 'graphql/execution/values.js';
import { nodeFields, type SelectedField } from '../loaders/selection.ts';

/**
 * The fields selected below the field that is being resolved; those of abstract types are passed over.
 * @param member the name of the type that it resolves to, where it could be one of several
 */
export function selectionOf(info: GraphQLResolveInfo, member?: string): SelectedField[] {
  const type = member === undefined ? getNamedType(info.returnType) : info.schema.getType(member);
  return isObjectType(type)
    ? info.fieldNodes.flatMap(({ selectionSet }) => fieldsOf(selectionSet, type, info))
    : [];
}

/** What is selected of each resource that the field being resolved lists. */
export function nodeSelectionOf(info: GraphQLResolveInfo): SelectedField[] {
  return nodeFields(info.fieldName, selectionOf(info));
}

function fieldsOf(
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLObjectType,
  info: GraphQLResolveInfo,
): SelectedField[] {
  return (selectionSet?.selections ?? []).flatMap((node): SelectedField[] => {
    if (isLeftOut(node, info)) return [];
    if (node.kind === Kind.FIELD) return fieldOf(node, type, info);
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    const condition = fragment?.typeCondition?.name.value;
    return condition === undefined || condition === type.name
      ? fieldsOf(fragment?.selectionSet, type, info)
      : [];
  });
}

function fieldOf(node: FieldNode, type: GraphQLObjectType, info: GraphQLResolveInfo): SelectedField[] {
  const definition = type.getFields()[node.name.value];
  if (definition === undefined) return [];
  const inner = getNamedType(definition.type);
  return [
    {
      name: definition.name,
      args: getArgumentValues(definition, node, info.variableValues),
      fields: isObjectType(inner) ? fieldsOf(node.selectionSet, inner, info) : [],
    },
  ];
}

/** `@skip` and `@include` (GraphQL §3.13.1, §3.13.2). */
function isLeftOut(node: Parameters<typeof getDirectiveValues>[1], info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues);
  return skip?.['if'] === true || include?.['if'] === false;
}
