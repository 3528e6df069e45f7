import type { Sandbox } from 'epic-fhir-sandbox';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT_LIMITS } from '../../../src/graphql/plugins/validation-rules.ts';
import { allFieldsOf } from '../../support/all-fields.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';
import { ENTITIES } from '../../support/schema-files.ts';

const { depth, aliases, rootFields, directives } = DOCUMENT_LIMITS;

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

/** Selects this on a type of the schema. Introspection can be arbitrarily deep and wide, and costs nothing. */
function typeQuery(selected: string, fragments = ''): string {
  return `{ __type(name: "Patient") { ${selected} } } ${fragments}`;
}

/** Returns an operation with this many levels of fields. */
function levels(count: number): string {
  return typeQuery(`${'ofType { '.repeat(count - 2)} name ${'}'.repeat(count - 2)}`);
}

/** Does the same with each level in its own fragment, within an inline fragment. */
function levelsOfFragments(count: number): string {
  const fragments = times(
    count - 2,
    (index) => `fragment F${index} on __Type { ofType { ... on __Type { ...F${index + 1} } } }`,
  );
  return typeQuery('...F0', `${fragments} fragment F${count - 2} on __Type { name }`);
}

const LIMITS: readonly (readonly [
  what: string,
  document: (count: number) => string,
  max: number,
  message: string,
])[] = [
  ['levels of fields', levels, depth, 'The operation has more than 16 levels of fields.'],
  [
    'levels of fields in fragments',
    levelsOfFragments,
    depth,
    'The operation has more than 16 levels of fields.',
  ],
  [
    'aliases',
    (count) => typeQuery(times(count, (index) => `a${index}: name`)),
    aliases,
    'The operation has more than 100 aliases, including those in its fragments.',
  ],
  [
    'aliases of __typename',
    (count) => typeQuery(times(count, (index) => `a${index}: __typename`)),
    aliases,
    'The operation has more than 100 aliases, including those in its fragments.',
  ],
  [
    'fields at the root',
    (count) => `{ ${times(count, (index) => `a${index}: __typename`)} }`,
    rootFields,
    'The operation has more than 50 fields at its root.',
  ],
  [
    'fields at the root, in fragments',
    (count) =>
      `{ ...A ... on Query { __typename } } fragment A on Query { ${times(count - 1, (index) => `a${index}: __typename`)} }`,
    rootFields,
    'The operation has more than 50 fields at its root.',
  ],
  [
    'directives on fields',
    (count) => typeQuery('name @include(if: true) '.repeat(count)),
    directives,
    'The document has more than 100 directives.',
  ],
  [
    'directives on spreads of one fragment',
    (count) => typeQuery('...F @skip(if: false) '.repeat(count), 'fragment F on __Type { name }'),
    directives,
    'The document has more than 100 directives.',
  ],
];

function manyAliases(name: string): string {
  return `query ${name} { __type(name: "Patient") { ${times(aliases, (index) => `a${index}: name`)} } }`;
}

describe('the limits of a document [T1-D4]', () => {
  it.each(LIMITS)('accepts a document at the limit of %s', async (_what, document, max) => {
    const { data, errors } = await gateway.query(document(max));
    expect(errors).toBeUndefined();
    expect(data).not.toEqual({});
  });

  it.each(LIMITS)(
    'refuses a document one beyond the limit of %s, and names the limit',
    async (_what, document, max, message) => {
      const answer = await gateway.http.post('/graphql').send({ query: document(max + 1) });
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          errors: [
            {
              message: `${message} Select less in one operation.`,
              extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
            },
          ],
        },
      ]);
    },
  );

  it('counts a fragment wherever it is spread', async () => {
    const fragment = `fragment F on __Type { ${times(aliases / 2, (index) => `a${index}: name`)} }`;
    const { errors } = await gateway.query(typeQuery('ofType { ...F } x: ofType { ...F }', fragment));
    expect(errors?.map(({ message }) => message)).toEqual([
      'The operation has more than 100 aliases, including those in its fragments. Select less in one operation.',
    ]);
  });

  it('counts a root field once, however often it is selected', async () => {
    const query = `{ ${'__typename '.repeat(100)} ...A ...A } fragment A on Query { __typename ...B } fragment B on Query { __typename }`;
    expect(await gateway.query(query)).toMatchObject({ data: { __typename: 'Query' } });
  });

  it('counts each operation of a document apart', async () => {
    const answer = await gateway.http
      .post('/graphql')
      .send({ query: `${manyAliases('One')} ${manyAliases('Other')}`, operationName: 'Other' });
    expect([answer.status, answer.body]).toMatchObject([200, { data: { __type: { a99: 'Patient' } } }]);
  });

  it.each([
    ['a named operation', 'query MariaLopez'],
    ['an anonymous operation', 'query'],
  ])(
    // Visiting each of the 2⁴⁰ fields would take longer than a test may.
    'refuses fragments that double at each level without visiting each field or quoting them: %s',
    async (_what, query) => {
      const fragments = times(
        40,
        (index) => `fragment F${index} on Patient { ...F${index + 1} ...F${index + 1} }`,
      );
      const answer = await gateway.http.post('/graphql').send({
        query: `${query} { patient(id: "eUnknown") { ...F0 } } ${fragments} fragment F40 on Patient { id }`,
      });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        errors: [
          {
            message:
              'The operation selects more than 10000 fields, including those in its fragments. Select less in one operation.',
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          },
        ],
      });
      expect(sandbox.requests).toEqual([]);
    },
  );

  it('accepts the introspection query of tools', async () => {
    const { data, errors } = await gateway.query(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect(errors).toBeUndefined();
    expect(Object.keys(data)).toEqual(['__schema']);
  });

  it.each([...ENTITIES])('accepts every field of a %s at once', async (type) => {
    const { errors } = await gateway.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${allFieldsOf(type)} } }`,
      { of: [] },
    );
    expect(errors).toBeUndefined();
  });
});
