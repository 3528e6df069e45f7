/** Builds selections of all fields of a type, so that tests cover a new field without a change. */
import { type FieldDefinitionNode, Kind, print, type TypeNode } from 'graphql';
import { ENTITIES, ENUMS, OBJECT_TYPES, UNIONS } from './schema-files.ts';

/** The gateway seals a new link for each response, so two equal responses would differ. */
const SEALED = new Set(['DocumentContent.link']);

/** Returns a selection of every field of a type and below. It omits other resources, and types that are already on the path. */
export function allFieldsOf(typeName: string, within: readonly string[] = []): string {
  return selectionOf(typeName, within, null);
}

/** Returns the same selection plus `__typename` of each reference, so that the gateway reads the referenced resources. */
export function allFieldsAndReferencesOf(typeName: string): string {
  return selectionOf(typeName, [], '{ __typename }');
}

/** @param ofOthers the selection of other resources; null omits them */
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

/** Returns a valid value for each argument that has no default and must be given. */
export function requiredArgumentsOf({ arguments: all = [] }: FieldDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    all
      .filter(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined)
      .map(({ name, type }) => [name.value, ENUMS.get(namedType(type))?.[0] ?? '1900']),
  );
}

/** Returns a query of a field of a patient. Its variables are `id` and the arguments. */
export function patientQuery(
  { name, arguments: all = [] }: FieldDefinitionNode,
  args: Readonly<Record<string, unknown>>,
  selection: string,
): string {
  const given = all.filter((argument) => Object.hasOwn(args, argument.name.value));
  const declared = given.map((argument) => `, $${argument.name.value}: ${print(argument.type)}`).join('');
  const passed = given.map((argument) => `${argument.name.value}: $${argument.name.value}`).join(', ');
  const field = passed === '' ? name.value : `${name.value}(${passed})`;
  return `query ($id: ID!${declared}) { patient(id: $id) { ${field} ${selection} } }`;
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
