/** The subgraph schema: the SDL of schema/ with the resolvers. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readdirSync, readFileSync } from 'node:fs';
import {
  type ConstDirectiveNode,
  type ConstListValueNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  visit,
} from 'graphql';
import { isResourceType, type ResourceType } from './fhir/resources.ts';
import { scopesToSee } from './fhir/scopes.ts';
import { resolvers } from './resolvers/index.ts';

const FOLDER = new URL('../schema/', import.meta.url);

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

/** Tells routers which scopes a type takes, so that they can refuse early; who may see what is decided here regardless. */
function withScopes(typeDefs: DocumentNode): DocumentNode {
  return visit(typeDefs, {
    ObjectTypeDefinition: (node) =>
      isResourceType(node.name.value)
        ? { ...node, directives: [...(node.directives ?? []), requiresScopes(node.name.value)] }
        : undefined,
  });
}

function requiresScopes(type: ResourceType): ConstDirectiveNode {
  const alternatives = scopesToSee(type).map((value): ConstListValueNode => ({
    kind: Kind.LIST,
    values: [{ kind: Kind.STRING, value }],
  }));
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'requiresScopes' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'scopes' },
        value: { kind: Kind.LIST, values: alternatives },
      },
    ],
  };
}

export function createSchema(): GraphQLSchema {
  // The generated types know the parent type of every field; the library's map of resolvers knows of none.
  return buildSubgraphSchema([{ typeDefs: withScopes(readTypeDefs()), resolvers }]);
}
