import { GraphQLObjectType, GraphQLSchema, graphqlSync, printSchema, specifiedDirectives } from 'graphql';
import { isObject } from '../src/fhir/lenient-read.ts';

/** Fields of `Query` that only routers use. */
const ROUTER_FIELDS: ReadonlySet<string> = new Set(['_entities', '_service']);

/** Returns the SDL for clients and their code generators, without the types, fields and directives of federation. */
export function plainSdl(schema: GraphQLSchema): string {
  const { query, mutation } = schema.toConfig();
  if (!query) throw new Error('The schema has no Query');
  const { fields, ...root } = query.toConfig();
  const clientFields = Object.entries(fields).filter(([name]) => !ROUTER_FIELDS.has(name));
  const plain = new GraphQLSchema({
    query: new GraphQLObjectType({ ...root, fields: Object.fromEntries(clientFields) }),
    mutation: mutation ?? null,
    // Without a list of types, the schema contains only types that a client can reach.
    directives: specifiedDirectives,
  });
  return `${printSchema(plain)}\n`;
}

/** Returns the SDL that routers compose, as a running gateway returns it. */
export function subgraphSdl(schema: GraphQLSchema): string {
  const { data } = graphqlSync({ schema, source: '{ _service { sdl } }' });
  const service = data?.['_service'];
  if (!isObject(service) || typeof service['sdl'] !== 'string') throw new Error('The schema has no SDL');
  return `${service['sdl'].trimEnd()}\n`;
}
