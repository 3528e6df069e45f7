/** Asks for everything that a type of the graph has, so that a test need not be changed when a field is added. */
import { Kind, type TypeNode } from 'graphql';
import { OBJECT_TYPES } from './schema-files.ts';

/** A selection of every field below the type, but for types that are being selected from already. */
export function everythingOf(typeName: string, within: readonly string[] = []): string {
  const path = [...within, typeName];
  const fields = (OBJECT_TYPES.get(typeName)?.fields ?? []).flatMap(({ name, type }) => {
    const inner = namedType(type);
    if (!OBJECT_TYPES.has(inner)) return [name.value];
    return path.includes(inner) ? [] : [`${name.value} ${everythingOf(inner, path)}`];
  });
  return `{ ${fields.join(' ')} }`;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
