/** Builds the subgraph schema: the SDL of schema/ with the resolvers and the router hints. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readdirSync, readFileSync } from 'node:fs';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { resolvers } from '../resolvers/index.ts';
import { resolveEntities } from './entities.ts';
import { addRouterHints, type RouterHints } from './router-hints.ts';
import { warnOfUnknownModifiers } from './unknown-modifier-warnings.ts';

const FOLDER = new URL('../../../schema/', import.meta.url);

/** Reads the SDL files in the order of their names. */
export function readTypeDefs(): DocumentNode {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));
  return parse(
    files
      .toSorted()
      .map((file) => readFileSync(new URL(file, FOLDER), 'utf8'))
      .join('\n'),
    // Locations would keep every token of the SDL in memory.
    { noLocation: true },
  );
}

export function createSchema(hints: RouterHints = { hasScopes: false }): GraphQLSchema {
  // `Resolvers` types the parent of each field. The library accepts untyped resolver maps.
  const schema = buildSubgraphSchema([{ typeDefs: addRouterHints(readTypeDefs(), hints), resolvers }]);
  resolveEntities(schema);
  warnOfUnknownModifiers(schema);
  return schema;
}
