/** Prints the forms of the schema. The one for clients is committed; only the npm package and the image contain the others. */
import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLDirective,
  GraphQLObjectType,
  GraphQLSchema,
  graphqlSync,
  introspectionFromSchema,
  Kind,
  parse,
  print,
  printSchema,
  specifiedDirectives,
} from 'graphql';
import { isObject } from '../src/fhir/lenient-read.ts';
import { SEMANTIC_NON_NULL } from '../src/graphql/schema/router-hints.ts';
import { getSchema } from '../src/graphql/schema/schema.ts';

/** Fields of `Query` that only routers use. */
const ROUTER_FIELDS: ReadonlySet<string> = new Set(['_entities', '_service']);

/** Renders each file that `npm run build` writes next to `sdl/schema.graphql`, by its path. */
export const BUILT_SDL = {
  'sdl/introspection.json': () => plainIntrospection(getSchema()),
  'sdl/subgraph.graphql': () => subgraphSdl(getSchema()),
  'sdl/subgraph-with-scopes.graphql': () => subgraphSdl(getSchema({ hasScopes: true })),
} as const;

/**
 * Returns the SDL for clients and their code generators.
 * @param typeDefs the files of schema/, which also mark the fields of entities with `@semanticNonNull`
 */
export function plainSdl(schema: GraphQLSchema, typeDefs: DocumentNode): string {
  const sdl = withSemanticNonNull(printSchema(toPlainSchema(schema)), markedFields(typeDefs));
  return `${sortDefinitions(sdl)}\n`;
}

/** Sorts the directives, then the types, by name: in the order of their first use, one new field would move many types. */
function sortDefinitions(sdl: string): string {
  const byName = parse(sdl).definitions.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return byName.map(({ loc }) => sdl.slice(loc?.start, loc?.end)).join('\n\n');
}

function keyOf(definition: DefinitionNode): string {
  const name = 'name' in definition ? (definition.name?.value ?? '') : '';
  return definition.kind === Kind.DIRECTIVE_DEFINITION ? `@${name}` : name;
}

/** Returns the schema without the types, fields and directives of federation. */
function toPlainSchema(schema: GraphQLSchema): GraphQLSchema {
  const { query, mutation } = schema.toConfig();
  if (!query) throw new Error('The schema has no Query');
  const { fields, ...root } = query.toConfig();
  const clientFields = Object.entries(fields).filter(([name]) => !ROUTER_FIELDS.has(name));
  return new GraphQLSchema({
    query: new GraphQLObjectType({ ...root, fields: Object.fromEntries(clientFields) }),
    mutation: mutation ?? null,
    // Without a list of types, the schema contains only types that a client can reach.
    directives: [...specifiedDirectives, semanticNonNullOf(schema)],
  });
}

function semanticNonNullOf(schema: GraphQLSchema): GraphQLDirective {
  const directive = schema.getDirective(SEMANTIC_NON_NULL);
  if (!directive) throw new Error(`The schema has no directive @${SEMANTIC_NON_NULL}`);
  return directive;
}

/** Returns the use of `@semanticNonNull` of each field that has one, by `Type.field`. */
function markedFields(typeDefs: DocumentNode): ReadonlyMap<string, string> {
  return new Map(
    fieldsOf(typeDefs).flatMap(({ name, field: { directives = [] } }) =>
      directives
        .filter((directive) => directive.name.value === SEMANTIC_NON_NULL)
        .map((directive) => [name, print(directive)] as const),
    ),
  );
}

/** Adds the directives to the text, because graphql-js prints a schema without them. */
function withSemanticNonNull(sdl: string, marked: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  let end = 0;
  for (const { name, field } of fieldsOf(parse(sdl))) {
    const directive = marked.get(name);
    const next = field.type.loc?.end;
    if (directive === undefined || next === undefined) continue;
    parts.push(sdl.slice(end, next), ` ${directive}`);
    end = next;
  }
  return [...parts, sdl.slice(end)].join('');
}

function fieldsOf({ definitions }: DocumentNode) {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
      ? (definition.fields ?? []).map((field) => ({
          name: `${definition.name.value}.${field.name.value}`,
          field,
        }))
      : [],
  );
}

/**
 * What graphql 16.15 has in addition to the introspection of the October 2021 specification. graphql-core 3.2 and cynic reject a whole schema for
 * an unknown location of a directive.
 */
const NEW_NAMES: ReadonlySet<unknown> = new Set(['DIRECTIVE_DEFINITION', 'isOneOf']);

/** Returns the introspection result of the schema that {@link plainSdl} prints, in JSON with a line for each type. */
function plainIntrospection(schema: GraphQLSchema): string {
  const { __schema: result } = introspectionFromSchema(toPlainSchema(schema), {
    experimentalDirectiveDeprecation: false,
    oneOf: false,
  });
  const { types, ...rest } = result;
  const lines = types.map((type) => JSON.stringify(type, withoutNewNames));
  const others = JSON.stringify(rest, withoutNewNames).slice(1);
  return `{"__schema":{"types":[\n${lines.join(',\n')}\n],${others}}\n`;
}

/** A replacer of `JSON.stringify`. */
function withoutNewNames(_key: string, value: unknown): unknown {
  return Array.isArray(value)
    ? value.filter((item: unknown) => !NEW_NAMES.has(isObject(item) ? item['name'] : item))
    : value;
}

/** Returns the SDL that routers compose, as a running gateway returns it. */
function subgraphSdl(schema: GraphQLSchema): string {
  const { data } = graphqlSync({ schema, source: '{ _service { sdl } }' });
  const service = data?.['_service'];
  if (!isObject(service) || typeof service['sdl'] !== 'string') throw new Error('The schema has no SDL');
  return `${service['sdl'].trimEnd()}\n`;
}
