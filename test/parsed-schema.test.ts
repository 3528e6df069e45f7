import { Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseSchema } from '../scripts/parsed-schema.ts';

const VALID = new Source(
  'type Query { visit: Visit }\ntype Visit @key(fields: "id") { id: ID! }',
  'schema/query.graphql',
);

describe('parseSchema', () => {
  it('combines all files into one document, and knows the directives of Apollo', () => {
    expect(parseSchema([VALID]).definitions).toHaveLength(2);
  });

  it.each([
    [
      'a type that does not exist',
      'extend type Visit { length: Strng }',
      'Unknown type "Strng". Did you mean "String"?',
    ],
    ['a duplicate field', 'extend type Visit { id: ID! }', 'Field "Visit.id" '],
    ['a duplicate type', 'type Visit { id: ID! }', 'There can be only one type named "Visit".'],
    ['invalid SDL', 'type {', 'Syntax Error: Expected Name, found "{".'],
  ])('names the file and the problem of %s', (_what, text, problem) => {
    const file = new Source(text, 'schema/visit.graphql');
    expect(() => parseSchema([VALID, file])).toThrow(problem);
    expect(() => parseSchema([VALID, file])).toThrow('schema/visit.graphql:1:');
  });
});
