/**
 * What routers are told beside the schema, derived from the tables: which scopes a type takes (`@requiresScopes`), which types hold
 * patient data (`@tag(name: "phi")`), and what fields weigh (`@cost`, `@listSize`). Who may see what, and what an operation may cost, is
 * decided by this gateway regardless.
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
  type SchemaExtensionNode,
  visit,
} from 'graphql';
import { scopesToSee } from '../../access/scopes.ts';
import { isAboutPatients } from '../../fhir/resource-kinds.ts';
import { factsOf, isResourceType } from '../../fhir/resources.ts';
import { createFieldCosts, type FieldCost, type FieldCosts } from '../cost/field-costs.ts';

const SEARCH_WEIGHT = 10;

/** Routers count objects, each as 1: what makes a FHIR request weighs as many of these as it is worth; batched ones less. */
const WEIGHTS: Readonly<Partial<Record<FieldCost['kind'], number>>> = {
  list: SEARCH_WEIGHT,
  reading: SEARCH_WEIGHT,
  content: 10,
  patients: 10,
  request: 10,
  write: 10,
  lookup: 2,
  reference: 2,
};

export interface RouterHints {
  /** Whether to list scopes (`@requiresScopes`). Without a GraphOS plan Apollo Router refuses a supergraph that has any. */
  readonly hasScopes: boolean;
}

export function addRouterHints(typeDefs: DocumentNode, { hasScopes }: RouterHints): DocumentNode {
  // Only its types are read here; the schema that is served is checked when it is built.
  const schema = buildASTSchema(typeDefs, { assumeValid: true, assumeValidSDL: true });
  const fieldsOf = createFieldCosts(schema);
  const addFieldHints = (typeName: string, fields: readonly FieldDefinitionNode[] | undefined) =>
    fields?.map((field) => addDirectives(field, createFieldHints(schema, fieldsOf, typeName, field)));
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
  if (!isResourceType(name)) return [];
  const scopes = hasScopes
    ? [createDirective('requiresScopes', { scopes: scopesToSee(name).map((scope) => [scope]) })]
    : [];
  return isAboutPatients(factsOf(name)) ? [...scopes, createDirective('tag', { name: 'phi' })] : scopes;
}

/** Adds a name to the imports of `@link`. */
function addImport(node: SchemaExtensionNode, name: string): SchemaExtensionNode {
  return visit(node, {
    ListValue: (list) => ({
      ...list,
      values: [...list.values, { kind: Kind.STRING, value: name }],
    }),
  });
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
  // A connection is no list itself: it has some.
  const sized = type.kind === Kind.LIST_TYPE ? {} : { sizedFields: ['nodes', 'edges'] };
  return [...hints, createDirective('listSize', { ...size, ...sized })];
}

function weightOf(cost: FieldCost): number | undefined {
  if (cost.kind === 'searches') return cost.calls * SEARCH_WEIGHT;
  const weight = WEIGHTS[cost.kind];
  return weight !== undefined && cost.kind === 'reading' ? weight * cost.reads.length : weight;
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

/** Texts, numbers, switches and lists of them are written alike in JSON and in GraphQL. */
function createLiteral(value: unknown): ConstValueNode {
  return parseConstValue(JSON.stringify(value));
}
