import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/config.ts';
import { readTrustedDocuments, type TrustedDocument } from '../../../src/config/trusted-documents.ts';
import { serveTrustedDocuments } from '../../../src/graphql/plugins/trusted-documents.ts';
import { createSchema } from '../../../src/graphql/schema/schema.ts';
import { at, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { KNOWN_ID } from '../../support/still-healthy.ts';

/** As a tool writes it that makes ids of hashes. */
function registered(name: string, body: string, id = sha256(body)): TrustedDocument {
  return { id, name, type: 'query', body };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const PATIENT = 'query Patient($id: ID!) {\n  patient(id: $id) {\n    id\n    fullName\n  }\n}';
const LABS =
  'query Labs($id: ID!) {\n  patient(id: $id) {\n    labResults(first: 1) {\n      id\n    }\n  }\n}';
const DEEP = `query Deep { __type(name: "Patient") { ${'ofType { '.repeat(20)} name ${'}'.repeat(20)} } }`;
const DOCUMENTS = [registered('Patient', PATIENT), registered('Labs', LABS, 'labs-1')];
const VARIABLES = { id: KNOWN_ID };
const ANSWER = { data: { patient: { id: KNOWN_ID, fullName: 'Camila Maria Lopez' } } };

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, { server: { trustedDocuments: DOCUMENTS } });
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

function byId(sha256Hash: unknown): Record<string, unknown> {
  return { extensions: { persistedQuery: { version: 1, sha256Hash } } };
}

async function post(body: Record<string, unknown>): Promise<readonly [status: number, body: unknown]> {
  const answer = await gateway.http.post('/graphql').send({ variables: VARIABLES, ...body });
  return [answer.status, answer.body];
}

const NOT_TRUSTED = [
  400,
  {
    errors: [
      {
        message:
          'This gateway executes only registered operations. Send the id or the exact text of an operation in the ' +
          'manifest, or have the operator register this one.',
        extensions: { code: 'DOCUMENT_NOT_TRUSTED' },
      },
    ],
  },
];

describe('a registered operation', () => {
  it.each<[how: string, body: Record<string, unknown>]>([
    ['its id', byId(sha256(PATIENT))],
    ['its text', { query: PATIENT }],
    ['both', { query: PATIENT, ...byId(sha256(PATIENT)) }],
    ['its id and its name', { ...byId(sha256(PATIENT)), operationName: 'Patient' }],
  ])('is answered for %s', async (_how, body) => {
    expect(await post(body)).toMatchObject([200, ANSWER]);
  });

  it.each<[how: string, body: Record<string, unknown>]>([
    ['the id that it was given', byId('labs-1')],
    ['the hash of its text', byId(sha256(LABS))],
    ['its text', { query: LABS }],
  ])('whose id is no hash is answered for %s', async (_how, body) => {
    expect(await post(body)).toMatchObject([200, { data: { patient: { labResults: [{}] } } }]);
  });

  it('is answered for its id by GET, where a header keeps pages of other sites out', async () => {
    const answer = await gateway.http
      .get('/graphql')
      .set('apollo-require-preflight', '1')
      .query({
        extensions: JSON.stringify(byId(sha256(PATIENT))['extensions']),
        variables: JSON.stringify(VARIABLES),
      });
    expect([answer.status, answer.body]).toMatchObject([200, ANSWER]);
  });

  it('is checked for its variables like any other', async () => {
    expect(await post({ ...byId(sha256(PATIENT)), variables: {} })).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });
});

describe('an operation that is not registered', () => {
  it.each<[what: string, body: Record<string, unknown>]>([
    ['a text that differs by a space', { query: `${PATIENT} ` }],
    ['another text', { query: `{ patient(id: "${KNOWN_ID}") { id } }` }],
    ['a text that is no document', { query: 'Camila Lopez' }],
    ['another text under the id of a registered one', { query: '{ __typename }', ...byId(sha256(PATIENT)) }],
    ['a registered text under another id', { query: PATIENT, ...byId(sha256(LABS)) }],
    ['an unknown id', byId('a'.repeat(64))],
    ['an id that is a name of objects', byId('constructor')],
    ['an id that is none', byId({ toString: 1 })],
    ['the name of a registered one alone', { operationName: 'Patient' }],
    ['no text', { query: '' }],
    ['introspection', { query: getIntrospectionQuery() }],
    ['what a router asks a subgraph for', { query: '{ _service { sdl } }' }],
    ['entities', { query: '{ _entities(representations: []) { __typename } }' }],
  ])('is refused before anything of it is read: %s', async (_what, body) => {
    expect(await post(body)).toEqual(NOT_TRUSTED);
    expect(sandbox.requests).toEqual([]);
  });

  it('cannot be registered by sending its hash with it', async () => {
    const query = '{ __typename }';
    expect(await post({ query, ...byId(sha256(query)) })).toEqual(NOT_TRUSTED);
    expect(await post(byId(sha256(query)))).toEqual(NOT_TRUSTED);
  });

  it('is in the log with its code, and with nothing of what was sent', async () => {
    await post({ query: 'query CamilaLopez { __typename }', operationName: 'CamilaLopez' });
    const line = gateway.logLines.findLast((candidate) => candidate.includes('"event":"operation"'));
    expect(JSON.parse(line ?? '')).toMatchObject({ codes: ['DOCUMENT_NOT_TRUSTED'], upstreamRequests: 0 });
    expect(gateway.logLines.join('')).not.toContain('CamilaLopez');
  });
});

describe('the manifest that the docs show', () => {
  it('is one, and its operation is answered by the id in it', async () => {
    const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/documents.md', 'utf8')) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    writeFileSync(join(folder, 'shown.json'), shown);
    const [document] = readTrustedDocuments(join(folder, 'shown.json'));
    rmSync(folder, { recursive: true });
    expect(document?.id).toBe(sha256(document?.body ?? ''));
    const server = await startGateway(sandbox, {
      server: { trustedDocuments: document === undefined ? [] : [document] },
    });
    const answer = await server.http.post('/graphql').send({ ...byId(document?.id), variables: VARIABLES });
    await server.close();
    expect(answer.body).toMatchObject({ data: { patient: { fullName: 'Camila Maria Lopez' } } });
  });
});

describe('what a router needs', () => {
  let forRouter: Gateway;

  afterEach(() => forRouter.close());

  it('is answered where it is registered', async () => {
    const body = 'query Sdl { _service { sdl } }';
    forRouter = await startGateway(sandbox, { server: { trustedDocuments: [registered('Sdl', body)] } });
    const { data, errors } = await forRouter.query(body);
    expect(errors).toBeUndefined();
    expect(at(at(data, '_service'), 'sdl')).toMatch(/^type Patient\b/m);
  });
});

/** What the operator is told of documents that cannot be served. */
function problems(documents: readonly TrustedDocument[], canIntrospect = true): readonly string[] {
  try {
    serveTrustedDocuments(documents, { schema: createSchema(), canIntrospect });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a manifest that the graph could not answer', () => {
  const about = 'TRUSTED_DOCUMENTS contains an operation that the gateway cannot execute:';

  it('keeps the gateway from starting, and names each operation that has to change', () => {
    expect(
      problems([
        registered('Broken', 'query Broken {', '1'),
        registered('Unknown', 'query Unknown { nonsense }', '2'),
        registered('Fine', 'query Fine { __typename }', '3'),
        registered('Named', 'query Other { __typename }', '4'),
        { ...registered('Typed', 'query Typed { __typename }', '5'), type: 'mutation' },
        registered('Two', 'query Two { __typename } query More { __typename }', '6'),
        registered('None', 'fragment None on Patient { id }', '7'),
        registered('Deep', DEEP, '8'),
      ]),
    ).toEqual([
      `${about} Broken (id 1). Syntax Error: Expected Name, found <EOF>.`,
      `${about} Unknown (id 2). Cannot query field "nonsense" on type "Query".`,
      `${about} Named (id 4). The operation in its body has a different name or type.`,
      `${about} Typed (id 5). The operation in its body has a different name or type.`,
      `${about} Two (id 6). Its body must contain exactly one operation.`,
      `${about} None (id 7). Its body must contain exactly one operation.`,
      `${about} Deep (id 8). The operation has more than 16 levels of fields. Select less in one operation.`,
    ]);
  });

  it('has introspection where that is off', () => {
    const introspection = [registered('Names', 'query Names { __schema { types { name } } }', '1')];
    expect(problems(introspection)).toEqual([]);
    expect(problems(introspection, false)).toEqual([
      matching(/ Names \(id 1\)\. Introspection is disabled on this gateway \(INTROSPECTION\)\. /),
    ]);
  });

  it('does not start the server', async () => {
    await expect(
      startGateway(sandbox, { server: { trustedDocuments: [registered('X', '{ x }')] } }),
    ).rejects.toBeInstanceOf(ConfigError);
  });
});
