/** Asks for everything that a resource of the graph tells by itself, so that a test need not be changed when a field is added. */
import { Kind, type TypeNode } from 'graphql';
import { ENTITIES, OBJECT_TYPES, UNIONS } from './schema-files.ts';

/** A selection of every field below the type, but for other resources, and for types that are being selected from already. */
export function everythingOf(typeName: string, within: readonly string[] = []): string {
  const path = [...within, typeName];
  const fields = (OBJECT_TYPES.get(typeName)?.fields ?? []).flatMap(({ name, type }) => {
    const inner = namedType(type);
    const members = UNIONS.get(inner) ?? [inner];
    if (path.includes(inner) || members.some((member) => ENTITIES.has(member))) return [];
    if (UNIONS.has(inner)) {
      const parts = members.map((member) => `... on ${member} ${everythingOf(member, path)}`);
      return [`${name.value} { __typename ${parts.join(' ')} }`];
    }
    return [OBJECT_TYPES.has(inner) ? `${name.value} ${everythingOf(inner, path)}` : name.value];
  });
  return `{ ${fields.join(' ')} }`;
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
