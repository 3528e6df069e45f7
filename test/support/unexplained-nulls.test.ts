import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { inspectNulls, withTypeNames } from './unexplained-nulls.ts';

const text = withTypeNames('{ patients { id } }');

function withErrorAt(...path: (string | number)[]) {
  return inspectNulls({ text, answer: { data: { patients: null }, errors: [{ path }] } });
}

describe('inspectNulls', () => {
  it('accepts an error at the path of a null or below it, and no other', () => {
    expect(withErrorAt('patients')).toEqual({ unexplained: [], failed: ['Query.patients'], present: [] });
    expect(withErrorAt('patients', 0, 'id').unexplained).toEqual([]);
    expect(withErrorAt().unexplained).toEqual(['patients']);
    expect(withErrorAt('site').unexplained).toEqual(['patients']);
  });

  it('finds nulls below aliases, lists and members of unions', () => {
    const schema = buildSchema(`
      directive @semanticNonNull on FIELD_DEFINITION
      type Query { all: [Any] }
      union Any = One | Other
      type One { value: Int @semanticNonNull }
      type Other { value: Int }
    `);
    const nested = withTypeNames('{ some: all { ... on One { it: value } ... on Other { value } } }');
    const some = [
      { __typename: 'One', it: 1 },
      { __typename: 'One', it: null },
      { __typename: 'Other', value: null },
      null,
    ];
    expect(inspectNulls({ text: nested, answer: { data: { some } } }, schema)).toEqual({
      unexplained: ['some.1.it'],
      failed: [],
      present: ['One.value'],
    });
  });

  it('accepts a response without data', () => {
    expect(inspectNulls({ text, answer: { data: null, errors: [{}] } }).unexplained).toEqual([]);
  });
});
