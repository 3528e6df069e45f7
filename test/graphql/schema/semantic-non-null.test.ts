import {
  buildSchema,
  type GraphQLOutputType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { BUILT_SDL } from '../../../scripts/published-sdl.ts';
import { GRAPH_TYPES, LISTED_TYPES } from '../../../src/fhir/graph-types.ts';
import { DIRECTORY_SEARCH_NAMES } from '../../../src/fhir/directory-searches.ts';
import { LIST_NAMES } from '../../../src/fhir/patient-lists.ts';
import { including } from '../../support/expected.ts';
import { CLIENT_SCHEMA, markedFieldsOf } from '../../support/unexplained-nulls.ts';

/** Null if the record does not name its patient, or is contained. */
const LISTS_OF_RECORDS = [
  'Encounter.conditions',
  'MedicationRequest.administrations',
  'MedicationRequest.dispenses',
];
const MARKED = markedFieldsOf(CLIENT_SCHEMA);

const SUBGRAPHS = ['sdl/subgraph.graphql', 'sdl/subgraph-with-scopes.graphql'] as const;

function isListOrConnection(type: GraphQLOutputType): boolean {
  return !isNonNullType(type) && (isListType(type) || String(type).endsWith('Connection'));
}

/** Returns the fields with the directive in the text of an SDL, as `Type.field`. */
function markedFieldsIn(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((definition) => {
    if (!('fields' in definition) || !('name' in definition)) return [];
    const marked = definition.fields?.filter(({ directives = [] }) =>
      directives.some(({ name }) => name.value === 'semanticNonNull'),
    );
    return (marked ?? []).map(({ name }) => `${definition.name?.value}.${name.value}`);
  });
}

describe('@semanticNonNull', () => {
  it('marks every nullable list and connection, except where null comes without an error', () => {
    const lists = Object.values(CLIENT_SCHEMA.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !isIntrospectionType(type)
        ? Object.values(type.getFields())
            .filter((field) => isListOrConnection(field.type))
            .map(({ name }) => `${type.name}.${name}`)
        : [],
    );
    const unmarked = lists.filter((field) => !MARKED.includes(field));
    // Null with the warning NOT_HONORED.
    const provenances = unmarked.filter((field) => field.endsWith('.provenances'));
    expect(provenances.length).toBeGreaterThan(LISTED_TYPES.length);
    expect(unmarked.filter((field) => !provenances.includes(field)).toSorted()).toEqual(LISTS_OF_RECORDS);
    expect(MARKED).toEqual(
      including(
        ...LIST_NAMES.flatMap((list) => [`Patient.${list}`, `Patient.${list}Connection`]),
        ...DIRECTORY_SEARCH_NAMES.flatMap((search) => [`Query.${search}`, `Query.${search}Connection`]),
      ),
    );
  });

  it('marks few other fields: statuses that the gateway works out, mutations, and a value that is always there', () => {
    const others = MARKED.filter((field) => {
      const [typeName = '', name = ''] = field.split('.');
      const type = CLIENT_SCHEMA.getType(typeName);
      const declared = isObjectType(type) ? type.getFields()[name]?.type : undefined;
      return declared === undefined || !isListOrConnection(declared);
    });
    expect(others.filter((field) => !field.startsWith('Mutation.')).toSorted()).toEqual([
      'DateTimeValue.dateTime',
      'Patient.allergyStatus',
      'Patient.codeStatus',
    ]);
    expect(others.filter((field) => field.startsWith('Mutation.'))).toEqual(
      Object.keys(CLIENT_SCHEMA.getMutationType()?.getFields() ?? {}).map((name) => `Mutation.${name}`),
    );
  });

  it('marks no lookup and no reference, whose null means that the record is absent or hidden', () => {
    expect(MARKED).not.toEqual(including('Query.patient'));
    expect(MARKED.filter((field) => field.endsWith('.resource'))).toEqual([]);
  });

  it.each(SUBGRAPHS)('marks the same fields in %s, except the fields of entities', (file) => {
    const entities: ReadonlySet<string> = new Set(GRAPH_TYPES);
    const expected = MARKED.filter((field) => !entities.has(field.split('.')[0] ?? ''));
    expect(markedFieldsIn(BUILT_SDL[file]()).toSorted()).toEqual(expected.toSorted());
    expect(expected).toEqual(including('Query.patients', 'LatestObservations.observations'));
  });

  it.each(SUBGRAPHS)('is composed from %s, which imports only the scopes from elsewhere', (file) => {
    const sdl = BUILT_SDL[file]();
    expect(sdl).toContain(
      '@link(url: "https://specs.apollo.dev/nullability/v0.4", import: ["@semanticNonNull"]) @composeDirective(name: "@semanticNonNull")',
    );
    expect(sdl.match(/"@requiresScopes"/g) ?? []).toHaveLength(file.includes('scopes') ? 1 : 0);
  });

  it('has the definition of the nullability specification, which Apollo Kotlin compares', () => {
    const specified = buildSchema(
      'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION type Query { a: Int }',
    );
    const [defined, expected] = [CLIENT_SCHEMA, specified].map((schema) => {
      const directive = schema.getDirective('semanticNonNull');
      const args = directive?.args.map(({ name, type, defaultValue }) => [name, String(type), defaultValue]);
      return { args, locations: directive?.locations, isRepeatable: directive?.isRepeatable };
    });
    expect(expected?.args).toHaveLength(1);
    expect(defined).toEqual(expected);
  });
});
