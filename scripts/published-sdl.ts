/** The SDL of the graph, for clients and for routers. */
import { GraphQLObjectType, GraphQLSchema, graphqlSync, printSchema, specifiedDirectives } from 'graphql';
import { isObject } from '../src/fhir/lenient-read.ts';

/** Fields of `Query` that only routers use. */
const OF_ROUTERS: ReadonlySet<string> = new Set(['_entities', '_service']);

/** Returns the SDL that any client's code generator reads: without the types, fields and directives of federation. */
export function plainSdl(schema: GraphQLSchema): string {
  const { query, mutation } = schema.toConfig();
  if (!query) throw new Error('The schema has no Query');
  const { fields, ...root } = query.toConfig();
  const ofClients = Object.entries(fields).filter(([name]) => !OF_ROUTERS.has(name));
  const plain = new GraphQLSchema({
    query: new GraphQLObjectType({ ...root, fields: Object.fromEntries(ofClients) }),
    mutation: mutation ?? null,
    // Only types that a client can reach are in it, since it has no list of types.
    directives: specifiedDirectives,
  });
  return `${printSchema(plain)}\n`;
}

/** Returns the SDL that routers compose with, as a running gateway gives it. */
export function subgraphSdl(schema: GraphQLSchema): string {
  const { data } = graphqlSync({ schema, source: '{ _service { sdl } }' });
  const service = data?.['_service'];
  if (!isObject(service) || typeof service['sdl'] !== 'string') throw new Error('The schema has no SDL');
  return `${service['sdl'].trimEnd()}\n`;
}
