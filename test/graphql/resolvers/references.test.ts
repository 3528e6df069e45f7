import { getNamedType, isAbstractType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { ResourceFacts } from '../../../src/fhir/resource-facts.ts';
import { RESOURCES } from '../../../src/fhir/resources.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';

const schema = getSchema();
const REFERENCES = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type))
  .filter((type) => type.name.endsWith('Reference') && 'reference' in type.getFields());

const resolveNull = (): null => null;
/** The position of the field, for the path of warnings. */
const INFO = { path: { prev: undefined, key: 'resource', typename: undefined } };

describe('the resource of a reference', () => {
  it.each(REFERENCES.map((type) => [type.name, type] as const))(
    'loads the resource of a %s as one of the types in the schema',
    async (_name, type) => {
      const field = type.getFields()['resource'];
      const returned = getNamedType(field?.type);
      const named = isAbstractType(returned)
        ? schema.getPossibleTypes(returned).map(({ name }) => name)
        : [returned?.name];
      const requestedTypes: unknown[] = [];
      const references = {
        load: (_link: unknown, types: readonly string[]): null => {
          requestedTypes.push(...types);
          return null;
        },
      };
      await Reflect.apply(field?.resolve ?? resolveNull, undefined, [
        {},
        {},
        { loaders: { references } },
        INFO,
      ]);
      expect(new Set(requestedTypes)).toEqual(new Set(named));
    },
  );

  it('accepts every type of the graph where FHIR does not restrict the type', () => {
    const types = Object.entries<ResourceFacts>(RESOURCES).flatMap(([type, { inGraph }]) =>
      inGraph ? [type] : [],
    );
    const any = schema.getType('AnyResource');
    const members = isAbstractType(any) ? schema.getPossibleTypes(any).map(({ name }) => name) : [];
    expect(new Set(members)).toEqual(new Set(types));
  });
});
