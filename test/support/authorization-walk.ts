/**
 * The operations of the authorization walk: every field that returns a resource, with the records of a cross-reference server. One operation
 * selects all such fields of a type.
 */
import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { isSharedType } from '../../src/fhir/resource-kinds.ts';
import {
  factsOf,
  includesOf,
  isResourceType,
  RECORD_TYPES,
  RESOURCES,
  type ResourceType,
} from '../../src/fhir/resources.ts';
import { getSchema } from '../../src/graphql/schema/schema.ts';
import { FOREIGN, OWN, recordsOf } from './cross-reference-records.ts';
import { cacheableId } from './cross-reference-server.ts';
import { at } from './expected.ts';

const schema = getSchema();
export const ALL_TYPES = Object.keys(RESOURCES).filter((type) => isResourceType(type));
export const TYPES = ALL_TYPES.filter((type) => RESOURCES[type].inGraph);
/** The names of the fields from one resource to another. */
type Path = readonly string[];

/** The lookup of each type: the field of `Query` that returns one resource by its id. */
export const LOOKUPS: ReadonlyMap<ResourceType, string> = new Map(
  Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const type = getNamedType(field.type).name;
    const isLookup = field.args.length === 1 && field.args[0]?.name === 'id';
    return isLookup && isResourceType(type) ? [[type, field.name] as const] : [];
  }),
);

function isEntity(type: GraphQLNamedType): boolean {
  return isAbstractType(type) ? schema.getPossibleTypes(type).some(isEntity) : isResourceType(type.name);
}

function hasNoRequiredArgument({ args }: GraphQLField<unknown, unknown>): boolean {
  return !args.some(isRequiredArgument);
}

/** Returns every path from a type to a resource that passes through no other resource. */
function pathsFrom(type: GraphQLObjectType, within: readonly string[] = []): Path[] {
  return Object.values(type.getFields())
    .filter(hasNoRequiredArgument)
    .flatMap((field): Path[] => {
      const inner = getNamedType(field.type);
      if (isEntity(inner)) return [[field.name]];
      if (!isObjectType(inner) || within.includes(inner.name)) return [];
      return pathsFrom(inner, [...within, type.name]).map((path) => [field.name].concat(path));
    });
}

/** An operation that reads all fields of a group at once. */
export interface WalkOperation {
  readonly name: string;
  readonly type: ResourceType;
  readonly document: string;
  /** Whether it reads in parallel: then the waves of its requests depend on which is answered first. */
  readonly isParallel: boolean;
  readonly fields: readonly WalkField[];
}

interface WalkField {
  /** Names the field in failures. */
  readonly label: string;
  /** Returns an operation that reads only this field. */
  readonly alone: () => WalkOperation;
  /** Returns the values of the field in a response, without nulls. */
  readonly valuesIn: (body: unknown) => readonly unknown[];
}

/** Returns an operation for each field. Fields of one operation share what they read, so an extra read of one can be hidden by another. */
export function separate(operations: readonly WalkOperation[]): WalkOperation[] {
  return operations.flatMap(({ fields }) => fields.map(({ alone }) => alone()));
}

/** Returns the labels of the fields whose values differ between two responses. */
export function differingFields({ fields }: WalkOperation, one: unknown, other: unknown): string[] {
  const differs = ({ valuesIn }: WalkField): boolean =>
    JSON.stringify(valuesIn(one)) !== JSON.stringify(valuesIn(other));
  return fields.filter(differs).map(({ label }) => label);
}

/** Returns the labels of the fields whose values contain the text. */
export function fieldsWith({ fields }: WalkOperation, body: unknown, text: string): string[] {
  return fields
    .filter(({ valuesIn }) => JSON.stringify(valuesIn(body)).includes(text))
    .map(({ label }) => label);
}

/** Whether each root field of a response has a value. */
export function hasEveryRoot(body: unknown): boolean {
  const roots = propertiesOf(at(body, 'data'));
  return roots.length > 0 && !roots.includes(null);
}

/** Whether any field has a value. */
export function hasAnyValue({ fields }: WalkOperation, body: unknown): boolean {
  return fields.some(({ valuesIn }) => valuesIn(body).length > 0);
}

export function labelsOf({ fields }: WalkOperation): string[] {
  return fields.map(({ label }) => label);
}

export function propertiesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** Returns every value at a path; flattens lists. */
function valuesAt(value: unknown, path: Path): unknown[] {
  const [name, ...rest] = path;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesAt(item, path));
  if (name === undefined) return value === null || value === undefined ? [] : [value];
  return valuesAt(at(value, name), rest);
}

interface PathFromType {
  readonly type: ResourceType;
  readonly path: Path;
}

const PATHS: readonly PathFromType[] = TYPES.flatMap((type) => {
  const object = schema.getType(type);
  const paths = isObjectType(object) ? pathsFrom(object) : [];
  return paths.map((path) => ({ type, path }));
});

/** The list leaves out vital signs with a focus, which are not of the patient. */
const NEVER_INCLUDED = 'vitalSigns.focus.resource';

/** The resources that the lists of a patient include. */
const INCLUDED: readonly PathFromType[] = Object.entries(PATIENT_LISTS).flatMap(([list, { type }]) =>
  Object.keys(includesOf(type))
    .map((path) => `${list}.${path}`)
    .filter((path) => path !== NEVER_INCLUDED)
    .map((path): PathFromType => ({ type: 'Patient', path: path.split('.') })),
);

function selectionOf(type: ResourceType, path: Path): string {
  let current: GraphQLNamedType | undefined = schema.getType(type);
  for (const name of path) {
    current = isObjectType(current) ? getNamedType(current.getFields()[name]?.type) : undefined;
  }
  // A selection of all members of a union, for each of many records, would be too large.
  const shown = isAbstractType(current) ? '__typename' : '__typename id';
  return nested([...path, shown]);
}

function nested(names: readonly string[]): string {
  return names.join(' { ') + ' }'.repeat(names.length - 1);
}

/** Looks up the own records of a type, each with the selections. Their references point to every type that FHIR allows. */
function createPathsOperation(
  name: string,
  type: ResourceType,
  selected: readonly { readonly path: Path; readonly selection: string }[],
): WalkOperation {
  const lookups = recordsOf(type, OWN, OWN).map(
    ({ id }, index) => `v${index}: ${LOOKUPS.get(type)}(id: "${String(id)}") { id ...Selected }`,
  );
  const selections = selected.map(({ selection }) => selection);
  return {
    name,
    type,
    // Once in a fragment, because a document has a limited number of tokens.
    document: `{ ${lookups.join(' ')} } fragment Selected on ${type} { ${selections.join(' ')} }`,
    isParallel: selected.length > 1,
    fields: selected.map((one) => ({
      label: `${type}.${one.path.join('.')}`,
      alone: () => createPathsOperation(`${type}.${one.path.join('.')}`, type, [one]),
      valuesIn: (body) => propertiesOf(at(body, 'data')).flatMap((own) => valuesAt(own, one.path)),
    })),
  };
}

/** Lists of one type share their searches, so an operation selects only one of them. */
const NUMBER_AMONG_LISTS_OF_TYPE: ReadonlyMap<string, number> = new Map(
  Object.entries(PATIENT_LISTS).map(([list, { type }], index, all) => [
    list,
    all.slice(0, index).filter(([, earlier]) => earlier.type === type).length,
  ]),
);

function groupOfList(field: string): string {
  const number = NUMBER_AMONG_LISTS_OF_TYPE.get(field.replace(/Connection$/, ''));
  return number === undefined ? '' : `, lists ${number + 1}`;
}

function groupPaths(what: string, all: readonly PathFromType[]): WalkOperation[] {
  const groups = Map.groupBy(all, ({ type, path: [first = ''] }) =>
    [type, what, type === 'Patient' ? groupOfList(first) : ''].join(''),
  );
  return [...groups].flatMap(([name, paths]) => {
    const [first] = paths;
    const selected = paths.map(({ type, path }) => ({ path, selection: selectionOf(type, path) }));
    return first === undefined ? [] : [createPathsOperation(name, first.type, selected)];
  });
}

/** Every field from one resource to another. */
export const FIELDS: readonly WalkOperation[] = [
  ...groupPaths('', PATHS),
  // Apart from the others, because these lists are read with `_include`.
  ...groupPaths(', included', INCLUDED),
];

/** Returns an operation that reads the literal references behind the fields with these labels. */
export function referencesOperation({ type, name }: WalkOperation, labels: readonly string[]): WalkOperation {
  const paths = labels.map((label) => [...label.split('.').slice(1, -1), 'reference']);
  return createPathsOperation(
    name,
    type,
    paths.map((path) => ({ path, selection: nested(path) })),
  );
}

/** Selects fields of `Query`, each by an alias. */
function createAliasedOperation(
  name: string,
  type: ResourceType,
  roots: readonly string[],
  isParallel = roots.length > 1,
): WalkOperation {
  return {
    name,
    type,
    document: `{ ${roots.map((root, index) => `f${index}: ${root}`).join(' ')} }`,
    isParallel,
    fields: roots.map((root, index) => ({
      label: root,
      alone: () => createAliasedOperation(root, type, [root]),
      valuesIn: (body) => valuesAt(at(body, 'data', `f${index}`), []),
    })),
  };
}

/** The lists of a patient. Lists of one type share their searches, so each is in another group. */
const LIST_GROUPS: readonly (readonly string[])[] = [
  ...Map.groupBy(Object.keys(PATIENT_LISTS), groupOfList).values(),
];
/** The types that `records` lists, half of them in an operation, because an operation has a limited number of aliases. */
const RECORD_GROUPS = [
  ...Map.groupBy(
    Object.entries(RECORD_TYPES),
    ([member]) => Object.keys(RECORD_TYPES).indexOf(member) % 2,
  ).values(),
];

/** The fields of `Query` that return one record by its id, by type. */
const BY_ID: readonly WalkOperation[] = ALL_TYPES.map((type) =>
  createAliasedOperation(
    `${type} by id`,
    type,
    [
      ...(RESOURCES[type].inGraph
        ? [
            `${LOOKUPS.get(type)}(id: "${idOf(type)}") { id }`,
            `_entities(representations: [{ __typename: "${type}", id: "${idOf(type)}" }]) { ... on ${type} { id } }`,
          ]
        : []),
      ...Object.keys(RECORD_TYPES)
        .filter((member) => RECORD_TYPES[member] === type)
        .map((member) => `record(type: ${member}, id: "${idOf(type)}") { id title resource }`),
    ],
    false,
  ),
);

/** The fields of `Query` that search for patients. One per operation, because one search could answer several of them. */
const PATIENT_SEARCHES: readonly WalkOperation[] = [
  ...[
    '',
    ', { __typename: "Patient", mrn: "MRN-nobody" }',
    `, { __typename: "Patient", id: "${FOREIGN}" }`,
  ].map(
    (more) =>
      `_entities(representations: [{ __typename: "Patient", mrn: "MRN-${FOREIGN}" }${more}]) { ... on Patient { id mrn } }`,
  ),
  `patients(filter: { ids: ["${FOREIGN}"] }) { id }`,
  'patients { id }',
  `patientByIdentifier(system: "MRN", value: "MRN-${FOREIGN}") { id }`,
  `patientsConnection(filter: { ids: ["${FOREIGN}"] }) { nodes { id } edges { node { id } } pageInfo { hasNextPage endCursor } }`,
].map((root) => createAliasedOperation(root, 'Patient', [root], false));

/** Every list of the other patient, and its connection. */
const LISTS: readonly WalkOperation[] = [
  ...RECORD_GROUPS.map((entries) =>
    entries.map(
      ([member]) => `records(type: ${member}) { id } recordsConnection(type: ${member}) { nodes { id } }`,
    ),
  ),
  ...LIST_GROUPS.map((lists) => lists.map((list) => `${list} { id } ${list}Connection { nodes { id } }`)),
].map((lists) =>
  createAliasedOperation(
    `lists of a patient, from ${lists[0]}`,
    'Patient',
    lists.map((list) => `patient(id: "${FOREIGN}") { id ${list} }`),
  ),
);

/** Every field of `Query` that returns resources, with the ids of records of the other group. */
export const ROOTS: readonly WalkOperation[] = [...BY_ID, ...PATIENT_SEARCHES, ...LISTS];

/** Every list of the own patient, and its connection. */
export const OWN_LISTS: readonly WalkOperation[] = [
  ...RECORD_GROUPS.map((entries) =>
    entries
      .filter(([, type]) => factsOf(type).patient.length > 0)
      .map(([member]) => ({ list: 'records', argument: `(type: ${member})` })),
  ),
  ...LIST_GROUPS.map((lists) => lists.map((list) => ({ list, argument: '' }))),
].map((group) =>
  createAliasedOperation(
    `from ${group[0]?.list}${group[0]?.argument}`,
    'Patient',
    group.map(
      ({ list, argument }) =>
        `patient(id: "${OWN}") { ${list}${argument} { id } ${list}Connection${argument} { nodes { id } pageInfo { hasNextPage endCursor } } }`,
    ),
  ),
);

/** Lookups of records that the gateway caches for all callers of a site or a grant. */
export const CACHEABLE: WalkOperation = createAliasedOperation(
  'records that the gateway caches',
  'Organization',
  TYPES.filter((type) => isSharedType(type)).map(
    (type) => `${LOOKUPS.get(type)}(id: "${cacheableId(type)}") { id }`,
  ),
);

/** One in twelve fields of each kind, for tests that repeat them in many conditions. */
export const SAMPLE: readonly WalkOperation[] = [
  createAliasedOperation('records by id', 'Patient', [
    ...oneInTwelve(BY_ID.flatMap(labelsOf)),
    ...labelsOf(CACHEABLE).slice(0, 2),
  ]),
  ...PATIENT_SEARCHES.slice(-1),
  ...LISTS.map((lists) => createAliasedOperation(lists.name, lists.type, oneInTwelve(labelsOf(lists)))),
  ...groupPaths(', included', oneInTwelve(INCLUDED)),
];

function oneInTwelve<T>(all: readonly T[]): T[] {
  return all.filter((_one, index) => index % 12 === 0);
}

function idOf(type: ResourceType): string {
  return type === 'Patient' ? FOREIGN : `${FOREIGN}-${type}-0`;
}
