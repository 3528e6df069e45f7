import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { type DefinitionNode, Kind, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ENTITIES, OBJECT_TYPES } from '../../test/support/schema-files.ts';
import { COMPOSERS } from './composers.ts';

const OUR_SDL = readFileSync('sdl/subgraph.graphql', 'utf8');
const OURS = parse(OUR_SDL);
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

/** The codes of what keeps us and a neighbour with this SDL from composing. */
function problemsWith(sdl: string): unknown[] {
  const { errors = [] } = composeServices([
    { name: 'fhir', url: 'http://fhir.example.org', typeDefs: OURS },
    { name: 'neighbour', url: 'http://neighbour.example.org', typeDefs: parse(`${LINK}\n${sdl}`) },
  ]);
  return [...new Set(errors.map(({ extensions }) => extensions['code']))];
}

/** Our definitions of these names, and of all that they are made of. */
function copyOf(...names: readonly string[]): string {
  const found = new Map<string, DefinitionNode>();
  const add = (name: string): void => {
    const definition = OURS.definitions.find(
      (one) => 'name' in one && one.name?.value === name && !one.kind.endsWith('Extension'),
    );
    if (definition === undefined || found.has(name)) return;
    found.set(name, definition);
    for (const [, inner = ''] of print(definition).matchAll(/: \[*(\w+)/g)) add(inner);
  };
  names.forEach(add);
  return [...found.values()].map((definition) => print(definition)).join('\n');
}

const ADDRESS = copyOf('Address');

describe.each(COMPOSERS)('by the composer of %s, a neighbour composes with us', (_name, problemsIn) => {
  const problemsOf = (sdl: string, ours = OUR_SDL): string[] =>
    problemsIn([
      { name: 'fhir', url: 'http://fhir.example.org', sdl: ours },
      { name: 'neighbour', url: 'http://neighbour.example.org', sdl: `${LINK}\n${sdl}` },
    ]);

  it.each([
    'Address',
    'CodeableConcept',
    'ContactPoint',
    'Identifier',
    'Name',
    'Period',
    'PageInfo',
    'Quantity',
  ])('where its %s is as ours', (name) => {
    const found = OBJECT_TYPES.get(name);
    expect([found?.kind, ENTITIES.has(name)]).toEqual([Kind.OBJECT_TYPE_DEFINITION, false]);
    expect(problemsOf(`type Query { theirs: ${name} }\n${copyOf(name)}`)).toEqual([]);
  });

  it('where it has the PageInfo of the connection specification', () => {
    expect(
      problemsOf(
        'type Query { slotsConnection(first: Int, after: String): SlotConnection } ' +
          'type SlotConnection { edges: [SlotEdge] pageInfo: PageInfo! } type SlotEdge { node: Slot cursor: String! } ' +
          'type Slot @key(fields: "id") { id: ID! } ' +
          'type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }',
      ),
    ).toEqual([]);
  });

  it('where our SDL has the scopes for routers', () => {
    const ours = readFileSync('sdl/subgraph-with-scopes.graphql', 'utf8');
    expect(ours).toContain('@requiresScopes(');
    expect(
      problemsOf(
        'type Query { visit: Encounter } type Encounter @key(fields: "id") { id: ID! bill: Int }',
        ours,
      ),
    ).toEqual([]);
  });

  it('where it knows patients by medical record number only', () => {
    expect(
      problemsOf(
        'type Query { bill: Bill } type Bill { patient: Patient } type Patient @key(fields: "mrn") { mrn: String! balance: Int }',
      ),
    ).toEqual([]);
  });

  it('where it knows patients by both keys, and extends what it only has the id of', () => {
    expect(
      problemsOf(
        'type Patient @key(fields: "id") @key(fields: "mrn") { id: ID! mrn: String balance: Int } ' +
          'type Encounter @key(fields: "id") { id: ID! bill: Int } type Query { patient2: Patient }',
      ),
    ).toEqual([]);
  });
});

describe('a neighbour does not compose with us', () => {
  it.each<[what: string, sdl: string, problem: string]>([
    ['has a field less', ADDRESS.replace(/ {2}"[^"\n]*"\n {2}city: String\n/, ''), 'SATISFIABILITY_ERROR'],
    [
      'has a field more',
      ADDRESS.replace('  city: String\n', '  city: String\n  floor: Int\n'),
      'SATISFIABILITY_ERROR',
    ],
    [
      'has a field of another type',
      ADDRESS.replace('  city: String\n', '  city: Int\n'),
      'FIELD_TYPE_MISMATCH',
    ],
    ['is not shareable', ADDRESS.replace('type Address @shareable', 'type Address'), 'INVALID_FIELD_SHARING'],
    ['is of another kind', 'scalar Address', 'TYPE_KIND_MISMATCH'],
  ])('where its Address %s', (_what, sdl, problem) => {
    expect(sdl).not.toBe(ADDRESS);
    expect(problemsWith(`type Query { theirs: Address }\n${sdl}`)).toContain(problem);
  });

  it('where its Location is a point on a map, which has no FHIR id', () => {
    expect(problemsWith('type Query { here: Location } type Location { latitude: Float }')).not.toEqual([]);
  });
});
