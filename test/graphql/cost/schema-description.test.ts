import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { MAX_DESCRIPTION_BYTES, measureDescription } from '../../../src/graphql/cost/schema-description.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';

const schema = getSchema();

function isOperation(node: { readonly kind: Kind }): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function isFragment(node: { readonly kind: Kind }): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}

function measure({ definitions }: DocumentNode, variables: Readonly<Record<string, unknown>> = {}): number {
  const operation = definitions.find(isOperation);
  if (operation === undefined) throw new Error('The document has no operation.');
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const fragment of definitions.filter(isFragment)) fragments[fragment.name.value] = fragment;
  return measureDescription({ schema, operation, fragments, variables });
}

/** The usual introspection query, with all of its options. */
const INTROSPECTION = getIntrospectionQuery({
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

describe('the size of a description of the schema', () => {
  it.each<[what: string, query: string]>([
    ['SDL', '{ _service { sdl } }'],
    [
      'SDL under aliases',
      '{ a: _service { sdl b: sdl } c: _service { ...F } } fragment F on _Service { sdl }',
    ],
    ['introspection', INTROSPECTION],
    ['one type', '{ __type(name: "Patient") { name kind fields { name type { name ofType { name } } } } }'],
    ['an unknown type', '{ __type(name: "Nobody") { name } }'],
    [
      'fields of the types of fields',
      '{ __schema { types { fields { type { fields { name type { name } } } } } } }',
    ],
    [
      'fields of fields through fragments',
      '{ ...A } fragment A on Query { __schema { types { ...B } } } fragment B on __Type { fields { type { name } } }',
    ],
    [
      'type names and skipped fields',
      '{ __schema { __typename types { __typename name @skip(if: true) } } }',
    ],
  ])('differs from the encoded data of %s by less than a tenth or 10 bytes', (_what, query) => {
    const document = parse(query);
    const { data, errors } = executeSync({ schema, document });
    expect(errors).toBeUndefined();
    const actual = Buffer.byteLength(JSON.stringify(data)) - '{}'.length;
    expect(Math.abs(measure(document) - actual)).toBeLessThan(Math.max(10, actual / 10));
  });

  it('is 0 for an operation that selects records', () => {
    expect(measure(parse('{ __typename patient(id: "1") { __typename id } }'))).toBe(0);
  });

  it('includes the errors of directives without a value', () => {
    const document = parse(
      'query ($isShown: Boolean = true) { __schema { types { fields { type { name @include(if: $isShown) } } } } }',
    );
    expect(measure(document, { isShown: null })).toBeGreaterThan(100_000);
  });

  it('allows the SDL and the usual introspection in one operation', () => {
    const document = parse(INTROSPECTION.replace('{', '{ _service { sdl }'));
    expect(measure(document)).toBeLessThan(MAX_DESCRIPTION_BYTES);
  });

  it('stops counting beyond the limit', () => {
    const fields = Array.from(
      { length: 10 },
      (_, at) => `a${at}: fields { type { fields { name description } } }`,
    );
    const bytes = measure(parse(`{ __schema { types { ${fields.join(' ')} } } }`));
    expect(bytes).toBeGreaterThan(MAX_DESCRIPTION_BYTES);
    expect(bytes).toBeLessThan(MAX_DESCRIPTION_BYTES * 1.1);
  });
});
