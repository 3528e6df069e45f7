/** The subgraph schema: the SDL of schema/ with the resolvers, and with what routers are told. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readdirSync, readFileSync } from 'node:fs';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { resolvers } from '../resolvers/index.ts';
import { resolveEntities } from './entities.ts';
import { addRouterHints, type RouterHints } from './router-hints.ts';
import { warnOfTextNumbers } from './text-number-warnings.ts';
import { warnOfUnknownModifiers } from './unknown-modifier-warnings.ts';

const FOLDER = new URL('../../../schema/', import.meta.url);

/** The SDL, in the order of its file names. */
function readTypeDefs(): DocumentNode {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));
  return parse(
    files
      .toSorted()
      .map((file) => readFileSync(new URL(file, FOLDER), 'utf8'))
      .join('\n'),
  );
}

export function createSchema(hints: RouterHints = { hasScopes: false }): GraphQLSchema {
  // The generated types know the parent type of every field; the library's map of resolvers knows of none.
  const schema = buildSubgraphSchema([{ typeDefs: addRouterHints(readTypeDefs(), hints), resolvers }]);
  resolveEntities(schema);
  warnOfTextNumbers(schema);
  warnOfUnknownModifiers(schema);
  return schema;
}
