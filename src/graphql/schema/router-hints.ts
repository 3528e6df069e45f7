/**
 * Adds directives for routers to the schema, derived from the tables: the scopes of a type (`@requiresScopes`), the types with patient data
 * (`@tag(name: "phi")`) and the weights of fields (`@cost`, `@listSize`). These are hints: the gateway authorizes and limits every operation
 * itself. Removes `@semanticNonNull` where it would be wrong behind a router.
 */
import {
  type ASTNode,
  buildASTSchema,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parseConstValue,
  print,
  type SchemaExtensionNode,
  visit,
} from 'graphql';
import { listScopesToSee } from '../../access/scopes.ts';
import { isAboutPatients } from '../../fhir/resource-kinds.ts';
import { factsOf, isResourceType } from '../../fhir/resources.ts';
import { createFieldCosts, type FieldCost, type FieldCosts } from '../cost/field-costs.ts';

export const SEMANTIC_NON_NULL = 'semanticNonNull';
const SEARCH_WEIGHT = 10;

/** Routers count each object as 1. A field that sends a FHIR request weighs more, and a batched one weighs less than a search. */
const WEIGHTS: Readonly<Partial<Record<FieldCost['kind'], number>>> = {
  list: SEARCH_WEIGHT,
  derived: SEARCH_WEIGHT,
  codes: SEARCH_WEIGHT,
  content: 10,
  patients: 10,
  directory: 10,
  day: 10,
  requests: 10,
  write: 10,
  lookup: 2,
  launched: 2,
  reference: 2,
  referring: 2,
};

export interface RouterHints {
  /** Whether to add `@requiresScopes`. Without a GraphOS plan, Apollo Router rejects a supergraph that contains it. */
  readonly hasScopes: boolean;
}

export function addRouterHints(typeDefs: DocumentNode, { hasScopes }: RouterHints): DocumentNode {
  // Skip validation: only the types are read here, and building the served schema validates it.
  const schema = buildASTSchema(typeDefs, { assumeValid: true, assumeValidSDL: true });
  const fieldsOf = createFieldCosts(schema);
  const addFieldHints = (typeName: string, fields: readonly FieldDefinitionNode[] | undefined) => {
    const own = isEntity(schema, typeName) ? fields?.map(withoutSemanticNonNull) : fields;
    return own?.map((field) => addDirectives(field, createFieldHints(schema, fieldsOf, typeName, field)));
  };
  return visit(typeDefs, {
    SchemaExtension: (node) => (hasScopes ? addImport(node, '@requiresScopes') : undefined),
    ObjectTypeDefinition: (node) => ({
      ...addDirectives(node, createTypeHints(node.name.value, hasScopes)),
      fields: addFieldHints(node.name.value, node.fields),
    }),
    ObjectTypeExtension: (node) => ({ ...node, fields: addFieldHints(node.name.value, node.fields) }),
  });
}

function createTypeHints(name: string, hasScopes: boolean): ConstDirectiveNode[] {
  // Its scopes depend on the type of the record.
  if (name === 'Record') return [PHI];
  if (!isResourceType(name)) return [];
  const scopes = hasScopes
    ? [createDirective('requiresScopes', { scopes: listScopesToSee(name).map((scope) => [scope]) })]
    : [];
  return isAboutPatients(factsOf(name)) ? [...scopes, PHI] : scopes;
}

const PHI = createDirective('tag', { name: 'phi' });

/** Adds a directive to the imports from the federation specification. */
function addImport(node: SchemaExtensionNode, name: string): SchemaExtensionNode {
  return visit(node, {
    // Skip the imports of other specifications.
    Directive: (directive) => (print(directive).includes('/federation/') ? undefined : false),
    ListValue: (list) => ({
      ...list,
      values: [...list.values, { kind: Kind.STRING, value: name }],
    }),
  });
}

function isEntity(schema: GraphQLSchema, typeName: string): boolean {
  return schema.getType(typeName)?.astNode?.directives?.some(({ name }) => name.value === 'key') === true;
}

/** A router returns null without an error for all fields of an entity that another subgraph names and this one does not return. */
function withoutSemanticNonNull({ directives = [], ...field }: FieldDefinitionNode): FieldDefinitionNode {
  return { ...field, directives: directives.filter(({ name }) => name.value !== SEMANTIC_NON_NULL) };
}

function createFieldHints(
  schema: GraphQLSchema,
  fieldsOf: FieldCosts,
  typeName: string,
  { name, arguments: args = [], type }: FieldDefinitionNode,
): ConstDirectiveNode[] {
  const owner = schema.getType(typeName);
  const cost = isObjectType(owner) ? fieldsOf(owner, name.value)?.cost : undefined;
  const weight = cost === undefined ? undefined : weightOf(cost);
  const hints = weight === undefined ? [] : [createDirective('cost', { weight })];
  if (!args.some((argument) => argument.name.value === 'first')) return hints;
  const size = { slicingArguments: ['first'], requireOneSlicingArgument: false };
  // A connection is not a list itself; its fields are.
  const sized = type.kind === Kind.LIST_TYPE ? {} : { sizedFields: ['nodes', 'edges'] };
  return [...hints, createDirective('listSize', { ...size, ...sized })];
}

function weightOf(cost: FieldCost): number | undefined {
  if (cost.kind === 'searches') return cost.calls * SEARCH_WEIGHT;
  const weight = WEIGHTS[cost.kind];
  return weight !== undefined && cost.kind === 'derived' ? weight * cost.searches : weight;
}

function addDirectives<N extends ASTNode & { readonly directives?: readonly ConstDirectiveNode[] }>(
  node: N,
  directives: readonly ConstDirectiveNode[],
): N {
  return directives.length === 0
    ? node
    : { ...node, directives: [...(node.directives ?? []), ...directives] };
}

function createDirective(name: string, args: Readonly<Record<string, unknown>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value: createLiteral(value),
    })),
  };
}

/** Strings, numbers, booleans and lists of them have the same syntax in JSON and GraphQL. */
function createLiteral(value: unknown): ConstValueNode {
  return parseConstValue(JSON.stringify(value));
}
