import { Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseSchema } from '../scripts/parsed-schema.ts';

const VALID = new Source(
  'type Query { visit: Visit }\ntype Visit @key(fields: "id") { id: ID! }',
  'schema/query.graphql',
);

describe('the schema that `npm run codegen` reads', () => {
  it('is all files as one document, with directives that Apollo defines', () => {
    expect(parseSchema([VALID]).definitions).toHaveLength(2);
  });

  it.each([
    [
      'a type that does not exist',
      'extend type Visit { length: Strng }',
      'Unknown type "Strng". Did you mean "String"?',
    ],
    ['a field twice', 'extend type Visit { id: ID! }', 'Field "Visit.id" '],
    ['a type twice', 'type Visit { id: ID! }', 'There can be only one type named "Visit".'],
    ['a text that is not SDL', 'type {', 'Syntax Error: Expected Name, found "{".'],
  ])('names the file and the problem of %s', (_what, text, problem) => {
    const file = new Source(text, 'schema/visit.graphql');
    expect(() => parseSchema([VALID, file])).toThrow(problem);
    expect(() => parseSchema([VALID, file])).toThrow('schema/visit.graphql:1:');
  });
});
