import type { Sandbox } from 'epic-fhir-sandbox';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT_LIMITS } from '../../../src/graphql/plugins/validation-rules.ts';
import { cpuMsOf } from '../../support/cpu.ts';
import { everythingOf } from '../../support/everything.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';
import { ENTITIES } from '../../support/schema-files.ts';

const { depth, aliases, rootFields, directives } = DOCUMENT_LIMITS;
/** Far more than validating a document of bounded size may cost, its HTTP request included. */
const MOST_CPU_MS = 3_000;

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

/** A type of the schema, with this selected of it: it can be as deep and wide as a test wants, and costs nothing. */
function ofType(selected: string, fragments = ''): string {
  return `{ __type(name: "Patient") { ${selected} } } ${fragments}`;
}

/** So many levels of fields in all. */
function levels(count: number): string {
  return ofType(`${'ofType { '.repeat(count - 2)} name ${'}'.repeat(count - 2)}`);
}

/** The same, each level in a fragment of its own, and by one inline fragment more. */
function levelsOfFragments(count: number): string {
  const fragments = times(
    count - 2,
    (index) => `fragment F${index} on __Type { ofType { ... on __Type { ...F${index + 1} } } }`,
  );
  return ofType('...F0', `${fragments} fragment F${count - 2} on __Type { name }`);
}

const LIMITS: readonly (readonly [
  what: string,
  document: (count: number) => string,
  most: number,
  told: string,
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
    (count) => ofType(times(count, (index) => `a${index}: name`)),
    aliases,
    'The operation has more than 100 aliases, including those in its fragments.',
  ],
  [
    'aliases of __typename',
    (count) => ofType(times(count, (index) => `a${index}: __typename`)),
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
    (count) => ofType('name @include(if: true) '.repeat(count)),
    directives,
    'The document has more than 100 directives.',
  ],
  [
    'directives on spreads of one fragment',
    (count) => ofType('...F @skip(if: false) '.repeat(count), 'fragment F on __Type { name }'),
    directives,
    'The document has more than 100 directives.',
  ],
];

function manyAliases(name: string): string {
  return `query ${name} { __type(name: "Patient") { ${times(aliases, (index) => `a${index}: name`)} } }`;
}

describe('a bound of documents', () => {
  it.each(LIMITS)('lets through what just keeps to it: %s', async (_what, document, most) => {
    const { data, errors } = await gateway.query(document(most));
    expect(errors).toBeUndefined();
    expect(data).not.toEqual({});
  });

  it.each(LIMITS)(
    'refuses what is one beyond it, and names itself: %s',
    async (_what, document, most, told) => {
      const answer = await gateway.http.post('/graphql').send({ query: document(most + 1) });
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          errors: [
            {
              message: `${told} Select less in one operation.`,
              extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
            },
          ],
        },
      ]);
    },
  );

  it('counts what a fragment has wherever it is spread', async () => {
    const fragment = `fragment F on __Type { ${times(aliases / 2, (index) => `a${index}: name`)} }`;
    const { errors } = await gateway.query(ofType('ofType { ...F } x: ofType { ...F }', fragment));
    expect(errors?.map(({ message }) => message)).toEqual([
      'The operation has more than 100 aliases, including those in its fragments. Select less in one operation.',
    ]);
  });

  it('counts a field that is asked for twice at the root as what it is: one', async () => {
    const query = `{ ${'__typename '.repeat(100)} ...A ...A } fragment A on Query { __typename ...B } fragment B on Query { __typename }`;
    expect(await gateway.query(query)).toMatchObject({ data: { __typename: 'Query' } });
  });

  it('counts each operation of a document by itself', async () => {
    const answer = await gateway.http
      .post('/graphql')
      .send({ query: `${manyAliases('One')} ${manyAliases('Other')}`, operationName: 'Other' });
    expect([answer.status, answer.body]).toMatchObject([200, { data: { __type: { a99: 'Patient' } } }]);
  });

  it.each([
    ['named, by what the document calls it', 'query MariaLopez'],
    ['anonymous', 'query'],
  ])(
    'refuses fragments that double with each, soon and without a word of theirs: %s',
    async (_what, query) => {
      const fragments = times(
        40,
        (index) => `fragment F${index} on Patient { ...F${index + 1} ...F${index + 1} }`,
      );
      const cpuMs = await cpuMsOf(async () => {
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
      });
      expect(cpuMs).toBeLessThan(MOST_CPU_MS);
      expect(sandbox.requests).toEqual([]);
    },
  );

  it('lets the introspection of tools through', async () => {
    const { data, errors } = await gateway.query(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect(errors).toBeUndefined();
    expect(Object.keys(data)).toEqual(['__schema']);
  });

  it.each([...ENTITIES])('lets through all that a resource tells by itself: %s', async (type) => {
    const { errors } = await gateway.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${everythingOf(type)} } }`,
      { of: [] },
    );
    expect(errors).toBeUndefined();
  });
});
