import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientKit } from '../scripts/client-kit.ts';
import { definedCodes } from '../scripts/defined-codes.ts';
import { definedFilters } from '../scripts/defined-filters.ts';
import { definedIncludes } from '../scripts/defined-includes.ts';
import { definedTargets } from '../scripts/defined-targets.ts';
import { derivedResolvers } from '../scripts/derived-resolvers.ts';
import { derivedSchema } from '../scripts/derived-schema.ts';
import { resolverIndex } from '../scripts/resolver-index.ts';
import { servedTypes } from '../scripts/served-types.ts';
import type { PatientList } from '../src/fhir/list-definition.ts';
import { PATIENT_LISTS } from '../src/fhir/patient-lists.ts';
import type { ResourceFacts } from '../src/fhir/resource-facts.ts';
import { LISTED_TYPES } from '../src/fhir/graph-types.ts';
import type { PatientResolvers, QueryResolvers, Resolvers } from '../src/generated/resolver-types.ts';
import { DEFINITIONS } from './support/schema-files.ts';
import { connections, lookups } from '../src/graphql/resolvers/derived.ts';
import { patientLists } from '../src/graphql/resolvers/patient-lists.ts';

describe('the files that `npm run codegen` derives', () => {
  it.each([
    ['schema/derived.graphql', derivedSchema()],
    ['src/graphql/resolvers/derived.ts', derivedResolvers()],
    ['src/graphql/resolvers/index.ts', resolverIndex()],
    ['src/fhir/defined-codes.ts', definedCodes(DEFINITIONS)],
    ['src/fhir/defined-filters.ts', definedFilters(DEFINITIONS)],
    ['src/fhir/defined-targets.ts', `${definedTargets()}${definedIncludes(DEFINITIONS)}`],
    ['packages/epic-sandbox/src/data/served-types.ts', servedTypes()],
    ...clientKit(DEFINITIONS),
  ])('are up to date with the tables: %s', (file, derived) => {
    expect(readFileSync(file, 'utf8').trimEnd()).toBe(derived.trimEnd());
  });

  it('list the types of the patient lists, and no others', () => {
    expect(new Set(LISTED_TYPES)).toEqual(new Set(Object.values(PATIENT_LISTS).map(({ type }) => type)));
  });
});

/** The compiler runs these tests: `npm run check` fails if a line below an `@ts-expect-error` compiles. */
describe('a wrong row in a table', () => {
  it('does not compile without the words of a lookup', () => {
    // @ts-expect-error A type of the graph needs words, and elements that name it.
    const facts: ResourceFacts = {
      inGraph: true,
      patient: ['subject'],
      samePatient: [],
      date: [],
      modifiers: [],
    };
    expect(facts).not.toHaveProperty('words');
  });

  it('does not compile if a type with lists has no screen', () => {
    // @ts-expect-error A type with a plural has a screen.
    const facts: ResourceFacts = {
      inGraph: true,
      words: { singular: 'flag', plural: 'flags' },
      namedBy: ['code'],
      patient: ['subject'],
      samePatient: ['encounter'],
      date: ['period'],
      modifiers: [],
    };
    expect(facts).not.toHaveProperty('screen');
  });

  it('does not compile without samePatient [T1-I10]', () => {
    // @ts-expect-error Every row has samePatient.
    const facts: ResourceFacts = { inGraph: false, patient: ['subject'], date: [], modifiers: [] };
    expect(facts).not.toHaveProperty('samePatient');
  });

  it('does not compile if it lists a type without a connection', () => {
    // @ts-expect-error Specimen has no plural, so the schema has no SpecimenConnection.
    const list: PatientList = { type: 'Specimen', description: 'Specimens.' };
    expect(LISTED_TYPES).not.toContain(list.type);
  });

  it('does not compile if a lookup returns another type than the schema', () => {
    // @ts-expect-error A device is not a goal.
    const wrong: Partial<QueryResolvers> = { goal: lookups.device };
    expect(wrong).toHaveProperty('goal');
  });

  it('does not compile if a list returns another type than the schema', () => {
    // @ts-expect-error Devices are not goals.
    const wrong: Partial<PatientResolvers> = { goals: patientLists.devices };
    // @ts-expect-error A page of devices is not a page of goals.
    const page: Partial<PatientResolvers> = { goalsConnection: patientLists.devicesConnection };
    expect({ ...wrong, ...page }).toHaveProperty('goals');
  });

  it('does not compile if a connection has another type', () => {
    // @ts-expect-error A connection of devices is not a connection of goals.
    const wrong: Partial<Resolvers> = { GoalConnection: connections.DeviceConnection };
    expect(wrong).toHaveProperty('GoalConnection');
  });
});

it('the compiler requires a resolver for every field of Query and Mutation', () => {
  // @ts-expect-error The other fields of Query are missing.
  const query: Resolvers['Query'] = { ...lookups };
  // @ts-expect-error All fields of Mutation are missing.
  const mutation: Resolvers['Mutation'] = {};
  expect({ ...query, ...mutation }).not.toHaveProperty('patients');
});
