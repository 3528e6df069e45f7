import { createHash } from 'node:crypto';
import type { Sandbox } from 'epic-fhir-sandbox';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDocumentCaches, hasLiteralValues } from '../../../src/graphql/plugins/persisted-documents.ts';
import { createSchema } from '../../../src/graphql/schema/schema.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';
import { KNOWN_ID } from '../../support/still-healthy.ts';

const QUERY = 'query Patient($id: ID!) { patient(id: $id) { id fullName } }';
const VARIABLES = { id: KNOWN_ID };
const ANSWER = { data: { patient: { id: KNOWN_ID, fullName: 'Camila Maria Lopez' } } };

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  gateway = await startGateway(sandbox);
  return () => gateway.close();
});

afterAll(() => sandbox.close());

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function persisted(query: string): { persistedQuery: { version: 1; sha256Hash: string } } {
  return { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
}

/** Status and body of an operation; what is undefined is not sent. */
async function post(body: Record<string, unknown>): Promise<readonly [status: number, body: unknown]> {
  const answer = await gateway.http.post('/graphql').send(body);
  return [answer.status, answer.body];
}

const NOT_FOUND = [
  200,
  { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
];

describe('a persisted query', () => {
  it('is unknown at first, is kept when its text comes, and is then found by its hash', async () => {
    const byHash = { extensions: persisted(QUERY), variables: VARIABLES };
    expect(await post(byHash)).toEqual(NOT_FOUND);
    expect(await post({ ...byHash, query: QUERY })).toMatchObject([200, ANSWER]);
    expect(await post(byHash)).toMatchObject([200, ANSWER]);
  });

  it('is found by GET too, where a header keeps pages of other sites out', async () => {
    await post({ query: QUERY, extensions: persisted(QUERY), variables: VARIABLES });
    const byHash = {
      extensions: JSON.stringify(persisted(QUERY)),
      variables: JSON.stringify(VARIABLES),
    };
    const answer = await gateway.http.get('/graphql').set('apollo-require-preflight', '1').query(byHash);
    expect([answer.status, answer.body]).toMatchObject([200, ANSWER]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-store' });
    expect((await gateway.http.get('/graphql').query(byHash)).text).toContain('Send operations by POST');
  });

  it.each([
    ['a patient’s id', `{ patient(id: "${KNOWN_ID}") { id fullName } }`],
    [
      'a patient’s id as the default of a variable',
      `query ($id: ID = "${KNOWN_ID}") { patient(id: $id) { id fullName } }`,
    ],
    ['a comment', `# Camila Lopez\n{ patient(id: "${KNOWN_ID}") { id fullName } }`],
  ])('with %s in it is answered and not kept, so that its text is asked for again', async (_what, query) => {
    const byHash = { extensions: persisted(query) };
    expect(await post({ ...byHash, query })).toMatchObject([200, ANSWER]);
    expect(await post(byHash)).toEqual(NOT_FOUND);
  });

  it('is not kept where it is not valid', async () => {
    const query = '{ nonsense }';
    expect(await post({ query, extensions: persisted(query) })).toMatchObject([400, { errors: [{}] }]);
    expect(await post({ extensions: persisted(query) })).toEqual(NOT_FOUND);
  });

  it('cannot be put in the place of another', async () => {
    expect(await post({ query: '{ __typename }', extensions: persisted(QUERY) })).toEqual([
      400,
      {
        errors: [
          {
            message: 'The sha256Hash of the persistedQuery does not match the query.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
    ]);
    expect(await post({ extensions: persisted(QUERY) })).toEqual(NOT_FOUND);
  });

  it.each<[what: string, persistedQuery: unknown]>([
    ['of another version', { version: 2, sha256Hash: sha256(QUERY) }],
    ['without a hash', { version: 1 }],
    ['whose hash is none', { version: 1, sha256Hash: 'constructor' }],
    ['whose hash cannot be made a text', { version: 1, sha256Hash: { toString: 1 } }],
    ['whose hash is a list', { version: 1, sha256Hash: [sha256(QUERY)] }],
    ['that is a text', sha256(QUERY)],
    ['that is null', null],
    ['that is empty', {}],
  ])('%s is none', async (_what, persistedQuery) => {
    await post({ query: QUERY, extensions: persisted(QUERY), variables: VARIABLES });
    const extensions = { persistedQuery };
    expect(await post({ extensions, variables: VARIABLES })).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    ]);
    expect(await post({ query: QUERY, extensions, variables: VARIABLES })).toMatchObject([200, ANSWER]);
  });
});

const schema = createSchema();

describe('a document that may be kept', () => {
  it.each([
    QUERY,
    '{ patients(first: 10) { id fullName } }',
    'query ($filter: PatientFilter) { patients(filter: $filter) { id } }',
    'query ($family: String) { patients(filter: { family: $family, gender: FEMALE }) { id } }',
    'query ($all: Boolean = true, $first: Int = 5) { patients(first: $first) { id fullName @include(if: $all) } }',
    '{ patients { id @skip(if: false) ...F } } fragment F on Patient { fullName }',
  ])('has counts, switches and members of enums at the most: %s', (query) => {
    expect(hasLiteralValues(schema, parse(query))).toBe(false);
  });

  it.each([
    ['a text', '{ patients(filter: { family: "Lopez" }) { id } }'],
    ['a block of text', '{ patients(filter: { family: """Lopez""" }) { id } }'],
    ['an empty text', '{ patients(filter: { family: "" }) { id } }'],
    ['an id', '{ patient(id: "203713") { id } }'],
    ['an id that is a number', '{ patient(id: 203713) { id } }'],
    ['ids in a list', '{ patients(filter: { ids: [203713] }) { id } }'],
    ['an id as a default', 'query ($id: ID = 203713) { patient(id: $id) { id } }'],
    [
      'a text in the default of an input object',
      'query ($f: PatientFilter = { family: "L" }) { patients(filter: $f) { id } }',
    ],
    ['a date', '{ patients(filter: { given: $g, family: $f, birthDate: "1987-09-12" }) { id } }'],
    ['an entity', '{ _entities(representations: [{ __typename: "Patient", id: 203713 }]) { __typename } }'],
    [
      'what could be anything, by its names alone',
      '{ _entities(representations: [{ CamilaLopez: true }]) { __typename } }',
    ],
    ['what could be anything, as a word', '{ _entities(representations: [CamilaLopez]) { __typename } }'],
    ['a comment', '{ patients { id } } # of Camila Lopez'],
    ['a description', '"For Camila Lopez." query Patients { patients { id } }'],
  ])('does not have %s', (_what, query) => {
    expect(hasLiteralValues(schema, parse(query))).toBe(true);
  });
});

describe('what is kept', () => {
  it('is parsed documents without values, and no others', async () => {
    const { documentStore } = createDocumentCaches(schema);
    const harmless = parse(QUERY);
    await documentStore.set('harmless', harmless);
    await documentStore.set('telling', parse(`{ patient(id: "${KNOWN_ID}") { id } }`));
    expect(await documentStore.get('harmless')).toBe(harmless);
    expect(await documentStore.get('telling')).toBeUndefined();
    await documentStore.delete('harmless');
    expect(await documentStore.get('harmless')).toBeUndefined();
  });

  it.each<[what: string, mostCharacters: number]>([
    ['documents', 4 * 1024 * 1024],
    ['parsed documents', 512 * 1024],
  ])('is bounded, and the oldest goes first: %s', async (what, mostCharacters) => {
    const { persistedQueries, documentStore } = createDocumentCaches(schema);
    const text = `{ __typename ${' '.repeat(mostCharacters / 4)} }`;
    const names = ['first', 'second', 'third', 'fourth'];
    const found: unknown[] = [];
    for (const name of names) {
      if (what === 'documents') await persistedQueries.cache.set(name, text);
      else await documentStore.set(name, parse(text));
    }
    for (const name of names) {
      found.push(await (what === 'documents' ? persistedQueries.cache : documentStore).get(name));
    }
    expect(found.map((kept) => kept !== undefined)).toEqual([false, true, true, true]);
  });
});
