import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { resolvers } from '../../../src/graphql/resolvers/index.ts';
import { isNumberResolver } from '../../../src/graphql/resolvers/number-fields.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';
import { at } from '../../support/expected.ts';

it('resolves each number field, and each field whose name ends in Text, with numbersFrom of src/graphql/resolvers/number-fields.ts', () => {
  const without = Object.values(getSchema().getTypeMap())
    .filter((type) => isObjectType(type))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(
          ({ name, type: of }) => name.endsWith('Text') || /^(?:Int|Float|FhirDecimal)!?$/.test(String(of)),
        )
        .filter(({ name }) => !isNumberResolver(at(at(resolvers, type.name), name)))
        .map(({ name }) => `${type.name}.${name}`),
    );
  expect(without).toEqual([]);
});
