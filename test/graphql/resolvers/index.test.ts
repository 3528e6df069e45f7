import { Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { resolvers } from '../../../src/graphql/resolvers/index.ts';
import { at } from '../../support/expected.ts';
import { DEFINITIONS, OBJECT_TYPES, UNIONS } from '../../support/schema-files.ts';

describe('the resolvers', () => {
  it('defines a resolver for every field of every object type, so none exposes an element by default', () => {
    const missing = [...OBJECT_TYPES].flatMap(([type, { fields = [] }]) =>
      fields
        .filter(({ name }) => typeof at(at(resolvers, type), name.value) !== 'function')
        .map(({ name }) => `${type}.${name.value}`),
    );
    expect(missing).toEqual([]);
  });

  it('defines resolvers only for types of the schema', () => {
    const scalars = DEFINITIONS.flatMap((definition) =>
      definition.kind === Kind.SCALAR_TYPE_DEFINITION ? [definition.name.value] : [],
    );
    // The values of RecordType are FHIR types.
    const types = [...OBJECT_TYPES.keys(), ...scalars, ...UNIONS.keys(), 'RecordType'];
    expect(Object.keys(resolvers).toSorted()).toEqual(types.toSorted());
  });
});
