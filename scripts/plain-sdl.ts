/** The graph as SDL that any client's code generator reads: without the types, fields and directives of federation. */
import { GraphQLObjectType, GraphQLSchema, printSchema, specifiedDirectives } from 'graphql';

/** Fields of `Query` that only routers use. */
const OF_ROUTERS: ReadonlySet<string> = new Set(['_entities', '_service']);

export function plainSdl(schema: GraphQLSchema): string {
  const { query, mutation } = schema.toConfig();
  if (!query) throw new Error('The schema has no Query');
  const { fields, ...root } = query.toConfig();
  const ofClients = Object.entries(fields).filter(([name]) => !OF_ROUTERS.has(name));
  const plain = new GraphQLSchema({
    query: new GraphQLObjectType({ ...root, fields: Object.fromEntries(ofClients) }),
    mutation: mutation ?? null,
    // The types are those that a client can reach.
    directives: specifiedDirectives,
  });
  return `${printSchema(plain)}\n`;
}
