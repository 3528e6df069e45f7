/** Asks for everything that a resource of the graph tells by itself, so that a test need not be changed when a field is added. */
import { Kind, type TypeNode } from 'graphql';
import { ENTITIES, OBJECT_TYPES, UNIONS } from './schema-files.ts';

/** Sealed anew for each answer, so that two equal answers would differ. */
const SEALED = new Set(['DocumentContent.link']);

/** A selection of every field below the type, but for other resources, and for types that are being selected from already. */
export function allFieldsOf(typeName: string, within: readonly string[] = []): string {
  return selectionOf(typeName, within, null);
}

/** The same, and whatever it refers to is read. */
export function allFieldsAndReferencesOf(typeName: string): string {
  return selectionOf(typeName, [], '{ __typename }');
}

/** @param ofOthers what is selected of other resources; null where these are left out */
function selectionOf(typeName: string, within: readonly string[], ofOthers: string | null): string {
  const path = [...within, typeName];
  const fields = (OBJECT_TYPES.get(typeName)?.fields ?? []).flatMap(({ name, type }) => {
    if (SEALED.has(`${typeName}.${name.value}`)) return [];
    const inner = namedType(type);
    const members = UNIONS.get(inner) ?? [inner];
    if (members.some((member) => ENTITIES.has(member)))
      return ofOthers === null ? [] : [`${name.value} ${ofOthers}`];
    if (path.includes(inner)) return [];
    if (UNIONS.has(inner)) {
      const parts = members.map((member) => `... on ${member} ${selectionOf(member, path, ofOthers)}`);
      return [`${name.value} { __typename ${parts.join(' ')} }`];
    }
    return [OBJECT_TYPES.has(inner) ? `${name.value} ${selectionOf(inner, path, ofOthers)}` : name.value];
  });
  return `{ ${fields.join(' ')} }`;
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
