/** The operations of the authorization walk: every field that returns a resource, with the records of a cross-reference server. */
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
import { RECORD_TYPES } from '../../src/fhir/record-types.ts';
import { includesOf, isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import { getSchema } from '../../src/graphql/schema/schema.ts';
import { FOREIGN } from './cross-reference-records.ts';

const schema = getSchema();
export const ALL_TYPES = Object.keys(RESOURCES).filter((type) => isResourceType(type));
export const TYPES = ALL_TYPES.filter((type) => RESOURCES[type].inGraph);
/** The names of the fields from one resource to another. */
export type Path = readonly string[];

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

export interface PathFromType {
  readonly type: ResourceType;
  readonly path: Path;
}

export function label({ type, path }: PathFromType): string {
  return `${type}.${path.join('.')}`;
}

export const PATHS: readonly PathFromType[] = TYPES.flatMap((type) => {
  const object = schema.getType(type);
  const paths = isObjectType(object) ? pathsFrom(object) : [];
  return paths.map((path) => ({ type, path }));
});

/** The resources that the lists of a patient include. */
export const INCLUDED: readonly PathFromType[] = Object.entries(PATIENT_LISTS).flatMap(([list, { type }]) =>
  Object.keys(includesOf(type)).map((path): PathFromType => ({
    type: 'Patient',
    path: [list, ...path.split('.')],
  })),
);

export function selectionOf(type: ResourceType, path: Path): string {
  let current: GraphQLNamedType | undefined = schema.getType(type);
  for (const name of path) {
    current = isObjectType(current) ? getNamedType(current.getFields()[name]?.type) : undefined;
  }
  // A selection of all members of a union, for each of many records, would be too large.
  const shown = isAbstractType(current) ? '__typename' : '__typename id';
  return `${path.join(' { ')} { ${shown} }${' }'.repeat(path.length - 1)}`;
}

/** Returns an operation that looks up records of a type, each with the selection. */
export function documentOf(type: ResourceType, ids: readonly string[], selection: string): string {
  const lookups = ids.map((id, index) => `v${index}: ${LOOKUPS.get(type)}(id: "${id}") { id ...Selected }`);
  // Once in a fragment, because a document has a limited number of tokens.
  return `{ ${lookups.join(' ')} } fragment Selected on ${type} { ${selection} }`;
}

/** An operation for each field of `Query` that returns resources, with the type that it requests. It names records of the other group. */
export const ROOTS = [
  ...TYPES.map((type) => [type, `{ found: ${LOOKUPS.get(type)}(id: "${idOf(type)}") { id } }`] as const),
  ...TYPES.map(
    (type) =>
      [
        type,
        `{ found: _entities(representations: [{ __typename: "${type}", id: "${idOf(type)}" }]) { ... on ${type} { id } } }`,
      ] as const,
  ),
  ...[
    '',
    ', { __typename: "Patient", mrn: "MRN-nobody" }',
    `, { __typename: "Patient", id: "${FOREIGN}" }`,
  ].map(
    (more) =>
      [
        'Patient',
        `{ found: _entities(representations: [{ __typename: "Patient", mrn: "MRN-${FOREIGN}" }${more}]) { ... on Patient { id mrn } } }`,
      ] as const,
  ),
  ['Patient', `{ found: patients(filter: { ids: ["${FOREIGN}"] }) { id } }`] as const,
  ['Patient', `{ found: patients { id } }`] as const,
  ['Patient', `{ found: patientByIdentifier(system: "MRN", value: "MRN-${FOREIGN}") { id } }`] as const,
  [
    'Patient',
    `{ found: patientsConnection(filter: { ids: ["${FOREIGN}"] }) { nodes { id } edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
  ] as const,
  ...Object.entries(RECORD_TYPES).flatMap(([member, type]) => [
    [type, `{ found: record(type: ${member}, id: "${idOf(type)}") { id title resource } }`] as const,
    [
      'Patient',
      `{ found: patient(id: "${FOREIGN}") { id records(type: ${member}) { id } recordsConnection(type: ${member}) { nodes { id } } } }`,
    ] as const,
  ]),
  ...Object.keys(PATIENT_LISTS).map(
    (list) =>
      [
        'Patient',
        `{ found: patient(id: "${FOREIGN}") { ${list} { id } ${list}Connection { nodes { id } } } }`,
      ] as const,
  ),
] as const;

function idOf(type: ResourceType): string {
  return type === 'Patient' ? FOREIGN : `${FOREIGN}-${type}-0`;
}
