import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  buildClientSchema,
  type IntrospectionQuery,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
  specifiedDirectives,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BUILT_SDL } from '../scripts/published-sdl.ts';

const SDL = readFileSync('sdl/schema.graphql', 'utf8');

/** Each title names a code generator of another language that fails otherwise. */
describe('the plain SDL', () => {
  const document = parse(SDL);

  it('has no extensions of types or of the schema, for graphql_client and cynic', () => {
    expect(document.definitions.filter(({ kind }) => kind.endsWith('Extension'))).toEqual([]);
    expect(SDL).not.toMatch(/^extend\b/m);
  });

  it('defines the one directive that it uses, for genqlient, and links no specification, for the Apollo compiler', () => {
    const known = new Set(specifiedDirectives.map(({ name }) => name));
    const used = new Set<string>();
    visit(document, { Directive: ({ name }) => void used.add(name.value) });
    const defined = document.definitions.flatMap((definition) =>
      definition.kind === Kind.DIRECTIVE_DEFINITION ? [definition.name.value] : [],
    );
    expect([...used].filter((name) => !known.has(name))).toEqual(['semanticNonNull']);
    expect(defined).toEqual(['semanticNonNull']);
  });

  it('has no types or fields of federation, for DGS', () => {
    const names = new Set<string>();
    visit(document, { Name: ({ value }) => void names.add(value) });
    expect([...names].filter((name) => name.startsWith('_') || name.includes('__'))).toEqual([]);
  });

  it('has its types in the order of their names, so a new field moves no type', () => {
    const types = document.definitions.flatMap((definition) =>
      definition.kind !== Kind.DIRECTIVE_DEFINITION && 'name' in definition ? [definition.name?.value] : [],
    );
    expect(types.length).toBeGreaterThan(300);
    expect(types).toEqual(types.toSorted());
  });

  it('is a valid schema with four custom scalars', () => {
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

  it('contains types, mutations and argument defaults of the graph', () => {
    const schema = buildASTSchema(document);
    expect(schema.getType('Practitioner')).toBeDefined();
    expect(schema.getMutationType()).toBeDefined();
    expect(SDL).toContain('first: Int! = 20');
  });
});

describe('the introspection result', () => {
  const text = BUILT_SDL['sdl/introspection.json']();

  it('describes the same schema as the plain SDL, without its uses of @semanticNonNull', () => {
    const result = z.custom<IntrospectionQuery>().parse(JSON.parse(text));
    const [described, published] = [buildClientSchema(result), buildASTSchema(parse(SDL))].map((schema) =>
      printSchema(lexicographicSortSchema(schema)),
    );
    expect(described).toBe(published);
  });

  it('has no name that graphql 16.15 added to introspection, for graphql-core 3.2 and cynic', () => {
    expect(text).not.toMatch(/"DIRECTIVE_DEFINITION"|"isOneOf"/);
  });
});
