/** Generates packages/client/src/generated/: what clients need to know of the schema and of the codes. */
import {
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';
import { ERROR_CODES } from '../src/errors.ts';
import { DOCUMENT_ERROR_CODES } from '../src/graphql/plugins/client-errors.ts';
import { WARNING_CODES } from '../src/warning-codes.ts';

/** The TypeScript type of each custom scalar of the schema. */
export const SCALAR_TYPES: Readonly<Record<string, string>> = {
  FhirDate: 'string',
  FhirDateTime: 'string',
  FhirDecimal: 'string',
  JSON: 'unknown',
};

const FOLDER = 'packages/client/src/generated/';
/** Arguments that select a page of a list, and not a different list. */
const PAGING: ReadonlySet<string> = new Set(['first', 'after']);

/** Returns the text of each file by its path. @throws Error for a scalar of the schema without a type */
export function clientKit(schema: readonly DefinitionNode[]): ReadonlyMap<string, string> {
  return new Map([
    [`${FOLDER}codes.ts`, codes()],
    [`${FOLDER}lists.ts`, lists(schema)],
    [`${FOLDER}possible-types.ts`, possibleTypes(schema)],
    [`${FOLDER}scalars.ts`, scalars(schema)],
  ]);
}

function file(about: string, from: string, ...declarations: readonly string[]): string {
  return [
    `/** ${about} Written by \`npm run codegen\` from ${from}; do not edit. */`,
    ...declarations,
    '',
  ].join('\n');
}

function codes(): string {
  const errors = [...new Set([...Object.keys(ERROR_CODES), ...DOCUMENT_ERROR_CODES])];
  return file(
    "The gateway's codes.",
    'src/errors.ts, src/graphql/plugins/client-errors.ts and src/warning-codes.ts',
    ...constant(
      'ERROR_CODES',
      'The codes of errors, in `extensions.code`. docs/errors.md of the gateway says what to do about each.',
      errors,
    ),
    ...constant('WARNING_CODES', "The gateway's codes of warnings.", Object.keys(WARNING_CODES)),
    'export type ErrorCode = (typeof ERROR_CODES)[number];',
    'export type WarningCode = (typeof WARNING_CODES)[number];',
  );
}

function constant(name: string, about: string, value: unknown): string[] {
  return [`/** ${about} */`, `export const ${name} = ${JSON.stringify(value, null, 2)} as const;`];
}

function lists(schema: readonly DefinitionNode[]): string {
  const connections = fieldsOf(schema, returnsConnection, (fields) =>
    sortedByName(fields.map(keyArgumentsOf)),
  );
  const plain = fieldsOf(schema, returnsPlainList, (fields) =>
    fields.map(({ name }) => name.value).toSorted(),
  );
  return file(
    'The lists of the graph, which are null only if they failed.',
    'schema/',
    '/** The fields that return connections, by type, with the arguments that select a different list. */',
    `export const CONNECTION_FIELDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = ${JSON.stringify(connections, null, 2)};`,
    '/** The fields that return plain lists, by type. */',
    `export const LIST_FIELDS: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(plain, null, 2)};`,
  );
}

/** Returns, by type, what `describe` returns for the selected fields of the type and its extensions. */
function fieldsOf(
  schema: readonly DefinitionNode[],
  select: (field: FieldDefinitionNode) => boolean,
  describe: (fields: readonly FieldDefinitionNode[]) => unknown,
): object {
  const byType = Map.groupBy(schema.filter(hasFields), ({ name }) => name.value);
  const described = [...byType].flatMap(([type, definitions]) => {
    const selected = definitions.flatMap(({ fields = [] }) => fields).filter(select);
    return selected.length === 0 ? [] : [[type, describe(selected)] as const];
  });
  return sortedByName(described);
}

/** Makes the text independent of the order in which the files of schema/ are read. */
function sortedByName(entries: readonly (readonly [name: string, value: unknown])[]): object {
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function hasFields(
  definition: DefinitionNode,
): definition is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function returnsConnection({ type }: FieldDefinitionNode): boolean {
  return namedType(type).endsWith('Connection');
}

/** Returns whether the field is a nullable list that `first` limits: it sends a request of its own, and is null if that fails. */
function returnsPlainList({ type, arguments: args = [] }: FieldDefinitionNode): boolean {
  return type.kind === Kind.LIST_TYPE && args.some(({ name }) => name.value === 'first');
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function keyArgumentsOf({ name, arguments: args = [] }: FieldDefinitionNode): [string, string[]] {
  return [
    name.value,
    args.map((argument) => argument.name.value).filter((argument) => !PAGING.has(argument)),
  ];
}

function possibleTypes(schema: readonly DefinitionNode[]): string {
  const members = schema.flatMap((definition) =>
    definition.kind === Kind.UNION_TYPE_DEFINITION
      ? [[definition.name.value, (definition.types ?? []).map(({ name }) => name.value)] as const]
      : [],
  );
  const interfaces = schema.filter(({ kind }) => kind === Kind.INTERFACE_TYPE_DEFINITION);
  if (interfaces.length > 0)
    throw new Error('The schema has interfaces. Add their types to possibleTypes in scripts/client-kit.ts.');
  return file(
    'The members of each union.',
    'schema/',
    '/** The option `possibleTypes` of Apollo Client, and what other caches need to match fragments on unions. */',
    `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(sortedByName(members), null, 2)};`,
  );
}

function scalars(schema: readonly DefinitionNode[]): string {
  const names = schema.flatMap((definition) =>
    definition.kind === Kind.SCALAR_TYPE_DEFINITION ? [definition.name.value] : [],
  );
  const types = names.toSorted().map((name) => {
    const type = SCALAR_TYPES[name];
    if (type === undefined)
      throw new Error(`The scalar ${name} has no type. Add it to SCALAR_TYPES in scripts/client-kit.ts.`);
    return [name, type] as const;
  });
  return file(
    'The TypeScript type of each scalar.',
    'schema/ and scripts/client-kit.ts',
    ...constant('SCALAR_TYPES', 'By name, for the settings of tools.', Object.fromEntries(types)),
    '/** The same as a type, such as for gql.tada. Dates and decimals are strings, because a number loses digits and a date can be a year. */',
    `export type Scalars = {\n${types.map(([name, type]) => `  ${name}: ${type};`).join('\n')}\n};`,
  );
}
