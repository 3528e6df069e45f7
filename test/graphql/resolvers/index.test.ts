import { Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { resolvers } from '../../../src/graphql/resolvers/index.ts';
import { at } from '../../support/expected.ts';
import { DEFINITIONS, OBJECT_TYPES, UNIONS } from '../../support/schema-files.ts';

describe('the resolvers', () => {
  it('are written for every field of every object type, so that nothing of a resource is shown by chance', () => {
    const missing = [...OBJECT_TYPES].flatMap(([type, { fields = [] }]) =>
      fields
        .filter(({ name }) => typeof at(at(resolvers, type), name.value) !== 'function')
        .map(({ name }) => `${type}.${name.value}`),
    );
    expect(missing).toEqual([]);
  });

  it('are written for what the schema has, and for no more', () => {
    const scalars = DEFINITIONS.flatMap((definition) =>
      definition.kind === Kind.SCALAR_TYPE_DEFINITION ? [definition.name.value] : [],
    );
    const types = [...OBJECT_TYPES.keys(), ...scalars, ...UNIONS.keys()];
    expect(Object.keys(resolvers).toSorted()).toEqual(types.toSorted());
  });
});
