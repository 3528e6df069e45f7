/** The SDL as it is written in schema/, for tests that hold something to it. */
import { readdirSync, readFileSync } from 'node:fs';
import { type DefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from 'graphql';

const FOLDER = new URL('../../schema/', import.meta.url);

export const DEFINITIONS: readonly DefinitionNode[] = readdirSync(FOLDER).flatMap(
  (file) => parse(readFileSync(new URL(file, FOLDER), 'utf8')).definitions,
);

export const OBJECT_TYPES: ReadonlyMap<string, ObjectTypeDefinitionNode> = new Map(
  DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [[definition.name.value, definition] as const] : [],
  ),
);
