/** Builds the subgraph schema: the SDL of schema/ with the resolvers and the router hints. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readdirSync, readFileSync } from 'node:fs';
import { type DocumentNode, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { isObject } from '../../fhir/lenient-read.ts';
import { measureFields } from '../cost/measured-fields.ts';
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

export interface SchemaOptions extends RouterHints {
  /** Whether resolvers charge their values to the response budget. */
  readonly isMeasured: boolean;
}

const built = new Map<string, GraphQLSchema>();

/** Returns the schema with these options. A process builds it once, because it takes longer than everything else that a server starts with. */
export function getSchema({
  hasScopes = false,
  isMeasured = false,
}: Partial<SchemaOptions> = {}): GraphQLSchema {
  const key = JSON.stringify({ hasScopes, isMeasured });
  const schema = built.get(key) ?? buildSchema({ hasScopes, isMeasured });
  built.set(key, schema);
  return schema;
}

function buildSchema({ isMeasured, ...hints }: SchemaOptions): GraphQLSchema {
  // `Resolvers` types the parent of each field. The library accepts untyped resolver maps.
  const schema = buildSubgraphSchema([{ typeDefs: addRouterHints(readTypeDefs(), hints), resolvers }]);
  resolveEntities(schema);
  shareSdl(schema);
  warnOfUnknownModifiers(schema);
  if (isMeasured) measureFields(schema);
  return schema;
}

/** Prints the SDL on its first use. @apollo/subgraph prints it again for each selection of `_service`. */
function shareSdl(schema: GraphQLSchema): void {
  const service = schema.getQueryType()?.getFields()['_service'];
  const type = schema.getType('_Service');
  const sdl = isObjectType(type) ? type.getFields()['sdl'] : undefined;
  if (service?.resolve === undefined || sdl === undefined) throw new Error('The schema has no SDL');
  const { resolve: describe } = service;
  let description: unknown;
  const readSdl: typeof describe = (_source, ...field) => {
    description ??= describe(undefined, ...field);
    return isObject(description) ? description['sdl'] : null;
  };
  sdl.resolve = readSdl;
  service.resolve = createService;
}

/** The fields of `_Service` do not depend on it. */
function createService(): object {
  return {};
}
