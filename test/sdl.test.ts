import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  specifiedDirectives,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';

const SDL = readFileSync('sdl/schema.graphql', 'utf8');

/** What code generators of other languages refuse, each by the tool that does. */
describe('the plain SDL', () => {
  const document = parse(SDL);

  it('has no extension of a type or of the schema, which graphql_client and cynic refuse', () => {
    expect(document.definitions.filter(({ kind }) => kind.endsWith('Extension'))).toEqual([]);
    expect(SDL).not.toMatch(/^extend\b/m);
  });

  it('uses no directive but those that GraphQL defines, which genqlient and the Apollo compiler refuse', () => {
    const known = new Set(specifiedDirectives.map(({ name }) => name));
    const used = new Set<string>();
    visit(document, { Directive: ({ name }) => void used.add(name.value) });
    expect([...used].filter((name) => !known.has(name))).toEqual([]);
    expect(document.definitions.filter(({ kind }) => kind === Kind.DIRECTIVE_DEFINITION)).toEqual([]);
  });

  it('has no types and fields of federation, which DGS refuses', () => {
    const names = new Set<string>();
    visit(document, { Name: ({ value }) => void names.add(value) });
    expect([...names].filter((name) => name.startsWith('_') || name.includes('__'))).toEqual([]);
  });

  it('is a valid schema whose four scalars a client has to map', () => {
    const schema = buildASTSchema(document);
    const scalars = Object.values(schema.getTypeMap()).filter(
      (type) => isScalarType(type) && !isSpecifiedScalarType(type),
    );
    expect(scalars.map(({ name }) => name).toSorted()).toEqual([
      'FhirDate',
      'FhirDateTime',
      'FhirDecimal',
      'JSON',
    ]);
  });

  it('has all types of the graph, and the defaults of arguments', () => {
    const schema = buildASTSchema(document);
    expect(schema.getType('Practitioner')).toBeDefined();
    expect(schema.getMutationType()).toBeDefined();
    expect(SDL).toContain('first: Int! = 20');
  });
});
