import { createHash } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import type { Sandbox } from 'epic-fhir-sandbox';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createDocumentCaches,
  hasLiteralValues,
  reuseDocuments,
} from '../../../src/graphql/plugins/persisted-documents.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';
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

/** Returns the status and the body of the response. */
async function post(body: Record<string, unknown>): Promise<readonly [status: number, body: unknown]> {
  const answer = await gateway.http.post('/graphql').send(body);
  return [answer.status, answer.body];
}

const NOT_FOUND = [
  200,
  { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
];

describe('a persisted query', () => {
  it('stores an unknown query when its text arrives, and then finds it by its hash', async () => {
    const byHash = { extensions: persisted(QUERY), variables: VARIABLES };
    expect(await post(byHash)).toEqual(NOT_FOUND);
    expect(await post({ ...byHash, query: QUERY })).toMatchObject([200, ANSWER]);
    expect(await post(byHash)).toMatchObject([200, ANSWER]);
  });

  it('finds a query by GET if a preflight header shows that the client is not a page of another site', async () => {
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
    ['a patient id', `{ patient(id: "${KNOWN_ID}") { id fullName } }`],
    [
      'a patient id as the default of a variable',
      `query ($id: ID = "${KNOWN_ID}") { patient(id: $id) { id fullName } }`,
    ],
    ['a comment', `# Camila Lopez\n{ patient(id: "${KNOWN_ID}") { id fullName } }`],
  ])('answers a query with %s without storing it', async (_what, query) => {
    const byHash = { extensions: persisted(query) };
    expect(await post({ ...byHash, query })).toMatchObject([200, ANSWER]);
    expect(await post(byHash)).toEqual(NOT_FOUND);
  });

  it('does not store an invalid query', async () => {
    const query = '{ nonsense }';
    expect(await post({ query, extensions: persisted(query) })).toMatchObject([400, { errors: [{}] }]);
    expect(await post({ extensions: persisted(query) })).toEqual(NOT_FOUND);
  });

  it('refuses to store a query under the hash of another [T1-T6]', async () => {
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

  it.each<[problem: string, persistedQuery: unknown]>([
    ['of another version', { version: 2, sha256Hash: sha256(QUERY) }],
    ['without a hash', { version: 1 }],
    ['whose hash is a property name of objects', { version: 1, sha256Hash: 'constructor' }],
    ['whose hash cannot be converted to a string', { version: 1, sha256Hash: { toString: 1 } }],
    ['whose hash is a list', { version: 1, sha256Hash: [sha256(QUERY)] }],
    ['that is a string', sha256(QUERY)],
    ['that is null', null],
    ['that is empty', {}],
  ])('refuses a persistedQuery %s', async (_problem, persistedQuery) => {
    await post({ query: QUERY, extensions: persisted(QUERY), variables: VARIABLES });
    const extensions = { persistedQuery };
    expect(await post({ extensions, variables: VARIABLES })).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    ]);
    expect(await post({ query: QUERY, extensions, variables: VARIABLES })).toMatchObject([200, ANSWER]);
  });
});

const schema = getSchema();

describe('hasLiteralValues', () => {
  it.each([
    QUERY,
    '{ patients(first: 10) { id fullName } }',
    'query ($filter: PatientFilter) { patients(filter: $filter) { id } }',
    'query ($family: String) { patients(filter: { family: $family, gender: FEMALE }) { id } }',
    'query ($all: Boolean = true, $first: Int = 5) { patients(first: $first) { id fullName @include(if: $all) } }',
    '{ patients { id @skip(if: false) ...F } } fragment F on Patient { fullName }',
  ])('allows a document with only counts, switches and enum values: %s', (query) => {
    expect(hasLiteralValues(schema, parse(query))).toBe(false);
  });

  it.each([
    ['a string', '{ patients(filter: { family: "Lopez" }) { id } }'],
    ['a block string', '{ patients(filter: { family: """Lopez""" }) { id } }'],
    ['an empty string', '{ patients(filter: { family: "" }) { id } }'],
    ['an id', '{ patient(id: "203713") { id } }'],
    ['an id as an integer', '{ patient(id: 203713) { id } }'],
    ['ids in a list', '{ patients(filter: { ids: [203713] }) { id } }'],
    ['an id as a default', 'query ($id: ID = 203713) { patient(id: $id) { id } }'],
    [
      'a string in the default of an input object',
      'query ($f: PatientFilter = { family: "L" }) { patients(filter: $f) { id } }',
    ],
    ['a date', '{ patients(filter: { given: $g, family: $f, birthDate: "1987-09-12" }) { id } }'],
    ['an entity', '{ _entities(representations: [{ __typename: "Patient", id: 203713 }]) { __typename } }'],
    [
      'an untyped object, for its names',
      '{ _entities(representations: [{ CamilaLopez: true }]) { __typename } }',
    ],
    ['an untyped enum value', '{ _entities(representations: [CamilaLopez]) { __typename } }'],
    ['a comment', '{ patients { id } } # of Camila Lopez'],
    ['a description', '"For Camila Lopez." query Patients { patients { id } }'],
  ])('refuses a document with %s', (_what, query) => {
    expect(hasLiteralValues(schema, parse(query))).toBe(true);
  });
});

describe('the caches of documents [T7-I2]', () => {
  it('caches only parsed documents without values', async () => {
    const { documents } = createDocumentCaches(schema);
    const harmless = parse(QUERY);
    await documents.set('harmless', harmless);
    await documents.set('sensitive', parse(`{ patient(id: "${KNOWN_ID}") { id } }`));
    expect(await documents.get('harmless')).toBe(harmless);
    expect(await documents.get('sensitive')).toBeUndefined();
    await documents.delete('harmless');
    expect(await documents.get('harmless')).toBeUndefined();
  });

  it.each([
    ['once if it has no values', QUERY, 1],
    ['each time if it has a value', `{ patient(id: "${KNOWN_ID}") { id } }`, 2],
    ['each time if it is invalid', '{ nonsense }', 2],
  ])('make Apollo Server parse and validate a document %s', async (_when, query, times) => {
    const steps: string[] = [];
    const counts: ApolloServerPlugin = {
      requestDidStart: async () => ({
        parsingDidStart: async () => void steps.push('parse'),
        validationDidStart: async () => void steps.push('validate'),
      }),
    };
    const { documents } = createDocumentCaches(schema);
    const plugins = [reuseDocuments(documents), counts, ApolloServerPluginInlineTraceDisabled()];
    const apollo = new ApolloServer({
      schema,
      documentStore: null,
      plugins,
      stopOnTerminationSignals: false,
    });
    const respond = async (): Promise<unknown> => (await apollo.executeOperation({ query })).body;
    const first = await respond();
    expect(await respond()).toEqual(first);
    expect(steps).toEqual(Array.from({ length: times }, () => ['parse', 'validate']).flat());
    await apollo.stop();
  });

  it.each<[what: string, maxCharacters: number]>([
    ['documents', 4 * 1024 * 1024],
    ['parsed documents', 512 * 1024],
  ])('bounds the cache of %s and evicts the oldest entry first', async (what, maxCharacters) => {
    const { persistedQueries, documents } = createDocumentCaches(schema);
    const text = `{ __typename ${' '.repeat(maxCharacters / 4)} }`;
    const names = ['first', 'second', 'third', 'fourth'];
    const found: unknown[] = [];
    for (const name of names) {
      if (what === 'documents') await persistedQueries.cache.set(name, text);
      else await documents.set(name, parse(text));
    }
    for (const name of names) {
      found.push(await (what === 'documents' ? persistedQueries.cache : documents).get(name));
    }
    expect(found.map((document) => document !== undefined)).toEqual([false, true, true, true]);
  });
});
