import { composeServices } from '@apollo/composition';
import { type DefinitionNode, Kind, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { BUILT_SDL } from '../../scripts/published-sdl.ts';
import { ENTITIES, OBJECT_TYPES } from '../../test/support/schema-files.ts';
import { COMPOSERS } from './composers.ts';

const OUR_SDL = BUILT_SDL['sdl/subgraph.graphql']();
const OURS = parse(OUR_SDL);
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

/** Composes the gateway with a neighbor of this SDL. Returns the codes of the composition errors. */
function composeWith(sdl: string): unknown[] {
  const { errors = [] } = composeServices([
    { name: 'fhir', url: 'http://fhir.example.org', typeDefs: OURS },
    { name: 'neighbor', url: 'http://neighbor.example.org', typeDefs: parse(`${LINK}\n${sdl}`) },
  ]);
  return [...new Set(errors.map(({ extensions }) => extensions['code']))];
}

/** Returns the gateway's definitions of these types, and of all types that they use. */
function copyTypes(...names: readonly string[]): string {
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

const ADDRESS = copyTypes('Address');

describe.each(COMPOSERS)(
  "with %s's composition library, a neighbor composes with the gateway",
  (_name, findErrors) => {
    const findErrorsWith = (sdl: string, ours = OUR_SDL): string[] =>
      findErrors([
        { name: 'fhir', url: 'http://fhir.example.org', sdl: ours },
        { name: 'neighbor', url: 'http://neighbor.example.org', sdl: `${LINK}\n${sdl}` },
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
    ])('if its %s equals the type of the gateway', (name) => {
      const found = OBJECT_TYPES.get(name);
      expect([found?.kind, ENTITIES.has(name)]).toEqual([Kind.OBJECT_TYPE_DEFINITION, false]);
      expect(findErrorsWith(`type Query { theirs: ${name} }\n${copyTypes(name)}`)).toEqual([]);
    });

    it('if it has the PageInfo of the Relay connection specification', () => {
      expect(
        findErrorsWith(
          'type Query { slotsConnection(first: Int, after: String): SlotConnection } ' +
            'type SlotConnection { edges: [SlotEdge] pageInfo: PageInfo! } type SlotEdge { node: Slot cursor: String! } ' +
            'type Slot @key(fields: "id") { id: ID! } ' +
            'type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }',
        ),
      ).toEqual([]);
    });

    it('if the SDL of the gateway has scopes for routers', () => {
      const ours = BUILT_SDL['sdl/subgraph-with-scopes.graphql']();
      expect(ours).toContain('@requiresScopes(');
      expect(
        findErrorsWith(
          'type Query { visit: Encounter } type Encounter @key(fields: "id") { id: ID! bill: Int }',
          ours,
        ),
      ).toEqual([]);
    });

    it('if it refers to patients only by medical record number', () => {
      expect(
        findErrorsWith(
          'type Query { bill: Bill } type Bill { patient: Patient } type Patient @key(fields: "mrn") { mrn: String! balance: Int }',
        ),
      ).toEqual([]);
    });

    it('if it refers to patients by both keys and extends Encounter by its id', () => {
      expect(
        findErrorsWith(
          'type Patient @key(fields: "id") @key(fields: "mrn") { id: ID! mrn: String balance: Int } ' +
            'type Encounter @key(fields: "id") { id: ID! bill: Int } type Query { patient2: Patient }',
        ),
      ).toEqual([]);
    });
  },
);

describe('a neighbor does not compose with the gateway', () => {
  it.each<[difference: string, sdl: string, problem: string]>([
    ['lacks a field', ADDRESS.replace(/ {2}"[^"\n]*"\n {2}city: String\n/, ''), 'SATISFIABILITY_ERROR'],
    [
      'has an additional field',
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
  ])('if its Address %s', (_difference, sdl, problem) => {
    expect(sdl).not.toBe(ADDRESS);
    expect(composeWith(`type Query { theirs: Address }\n${sdl}`)).toContain(problem);
  });

  it.each([
    ['a field `site` at the root', 'type Query { site: String @shareable }', 'INVALID_FIELD_SHARING'],
    [
      'a shareable field `site` at the root, whose answer would not say which site the gateway serves',
      `type Query { site: Site @shareable } ${copyTypes('Site')}`,
      'INVALID_FIELD_SHARING',
    ],
    [
      'a type `Site` of its own',
      'type Query { campus: Site } type Site @key(fields: "id") { id: ID! beds: Int }',
      'INVALID_FIELD_SHARING',
    ],
  ])('if it has %s', (_what, sdl, problem) => {
    expect(composeWith(sdl)).toContain(problem);
  });

  it('if it is the same gateway at another site: one subgraph serves all sites', () => {
    const { errors = [] } = composeServices(
      ['north', 'south'].map((name) => ({
        name,
        url: `http://gateway.example.org/sites/${name}/graphql`,
        typeDefs: OURS,
      })),
    );
    expect(new Set(errors.map(({ extensions }) => extensions['code']))).toEqual(
      new Set(['INVALID_FIELD_SHARING']),
    );
  });

  it('if its Location is a point on a map without a FHIR id', () => {
    expect(composeWith('type Query { here: Location } type Location { latitude: Float }')).not.toEqual([]);
  });
});
