/** Parses the SDL of schema/. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql';

const FOLDER = new URL('../../schema/', import.meta.url);

export const DEFINITIONS: readonly DefinitionNode[] = readdirSync(FOLDER).flatMap(
  (file) => parse(readFileSync(new URL(file, FOLDER), 'utf8')).definitions,
);

export const OBJECT_TYPES: ReadonlyMap<string, ObjectTypeDefinitionNode> = new Map(
  DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [[definition.name.value, definition] as const] : [],
  ),
);

/** The names of the types with `@key`, which are the resources. */
export const ENTITIES: ReadonlySet<string> = new Set(
  [...OBJECT_TYPES.values()]
    .filter(({ directives = [] }) => directives.some(({ name }) => name.value === 'key'))
    .map(({ name }) => name.value),
);

/** The members of each union. */
export const UNIONS: ReadonlyMap<string, readonly string[]> = new Map(
  DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.UNION_TYPE_DEFINITION
      ? [[definition.name.value, (definition.types ?? []).map(({ name }) => name.value)] as const]
      : [],
  ),
);

/** The members of each enum. */
export const ENUMS: ReadonlyMap<string, readonly string[]> = new Map(
  DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION
      ? [[definition.name.value, (definition.values ?? []).map(({ name }) => name.value)] as const]
      : [],
  ),
);

/** Returns the fields that `extend type` adds to a type. */
export function fieldsAddedTo(typeName: string): readonly FieldDefinitionNode[] {
  return DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_EXTENSION && definition.name.value === typeName
      ? (definition.fields ?? [])
      : [],
  );
}
