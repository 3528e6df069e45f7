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

/** Returns a registered operation whose id is its hash, as tools write it. */
function registeredDocument(name: string, body: string, id = sha256(body)): TrustedDocument {
  return { id, name, type: 'query', body };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const PATIENT = 'query Patient($id: ID!) {\n  patient(id: $id) {\n    id\n    fullName\n  }\n}';
const LABS =
  'query Labs($id: ID!) {\n  patient(id: $id) {\n    labResults(first: 1) {\n      id\n    }\n  }\n}';
const DEEP = `query Deep { __type(name: "Patient") { ${'ofType { '.repeat(20)} name ${'}'.repeat(20)} } }`;
const DOCUMENTS = [registeredDocument('Patient', PATIENT), registeredDocument('Labs', LABS, 'labs-1')];
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
  ])('executes a registered operation for %s', async (_how, body) => {
    expect(await post(body)).toMatchObject([200, ANSWER]);
  });

  it.each<[how: string, body: Record<string, unknown>]>([
    ['its assigned id', byId('labs-1')],
    ['the hash of its text', byId(sha256(LABS))],
    ['its text', { query: LABS }],
  ])('executes an operation whose id is not its hash for %s', async (_how, body) => {
    expect(await post(body)).toMatchObject([200, { data: { patient: { labResults: [{}] } } }]);
  });

  it('executes a registered operation by GET if a preflight header is present', async () => {
    const answer = await gateway.http
      .get('/graphql')
      .set('apollo-require-preflight', '1')
      .query({
        extensions: JSON.stringify(byId(sha256(PATIENT))['extensions']),
        variables: JSON.stringify(VARIABLES),
      });
    expect([answer.status, answer.body]).toMatchObject([200, ANSWER]);
  });

  it('checks the variables of a registered operation', async () => {
    expect(await post({ ...byId(sha256(PATIENT)), variables: {} })).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });
});

describe('an unregistered operation', () => {
  it.each<[what: string, body: Record<string, unknown>]>([
    ['a document that differs by a space', { query: `${PATIENT} ` }],
    ['another document', { query: `{ patient(id: "${KNOWN_ID}") { id } }` }],
    ['a text that is not a document', { query: 'Camila Lopez' }],
    ['another document under a registered id', { query: '{ __typename }', ...byId(sha256(PATIENT)) }],
    ['a registered document under another id', { query: PATIENT, ...byId(sha256(LABS)) }],
    ['an unknown id', byId('a'.repeat(64))],
    ['an id that is a property name of objects', byId('constructor')],
    ['an id that is not a string', byId({ toString: 1 })],
    ['only the name of a registered operation', { operationName: 'Patient' }],
    ['an empty document', { query: '' }],
    ['introspection', { query: getIntrospectionQuery() }],
    ['the SDL query of a router', { query: '{ _service { sdl } }' }],
    ['entities', { query: '{ _entities(representations: []) { __typename } }' }],
  ])('refuses %s before reading it', async (_what, body) => {
    expect(await post(body)).toEqual(NOT_TRUSTED);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses to register an operation that arrives with its hash', async () => {
    const query = '{ __typename }';
    expect(await post({ query, ...byId(sha256(query)) })).toEqual(NOT_TRUSTED);
    expect(await post(byId(sha256(query)))).toEqual(NOT_TRUSTED);
  });

  it('logs only the code of a refused operation, and nothing of the request', async () => {
    await post({ query: 'query CamilaLopez { __typename }', operationName: 'CamilaLopez' });
    const line = gateway.logLines.findLast((candidate) => candidate.includes('"event":"operation"'));
    expect(JSON.parse(line ?? '')).toMatchObject({ codes: ['DOCUMENT_NOT_TRUSTED'], upstreamRequests: 0 });
    expect(gateway.logLines.join('')).not.toContain('CamilaLopez');
  });
});

describe('the manifest in the docs', () => {
  it('serves the operation of the manifest in docs/documents.md by its id', async () => {
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

describe('the operations of a router', () => {
  let forRouter: Gateway;

  afterEach(() => forRouter.close());

  it('executes the SDL query of a router if it is registered', async () => {
    const body = 'query Sdl { _service { sdl } }';
    forRouter = await startGateway(sandbox, {
      server: { trustedDocuments: [registeredDocument('Sdl', body)] },
    });
    const { data, errors } = await forRouter.query(body);
    expect(errors).toBeUndefined();
    expect(at(at(data, '_service'), 'sdl')).toMatch(/^type Patient\b/m);
  });
});

/** Returns the problems that the gateway reports for documents that it cannot serve. */
function problems(documents: readonly TrustedDocument[], canIntrospect = true): readonly string[] {
  try {
    serveTrustedDocuments(documents, { schema: createSchema(), canIntrospect });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a manifest with operations that the gateway cannot execute', () => {
  const about = 'TRUSTED_DOCUMENTS contains an operation that the gateway cannot execute:';

  it('names each operation of a manifest that must change', () => {
    expect(
      problems([
        registeredDocument('Broken', 'query Broken {', '1'),
        registeredDocument('Unknown', 'query Unknown { xyzzy }', '2'),
        registeredDocument('Fine', 'query Fine { __typename }', '3'),
        registeredDocument('Named', 'query Other { __typename }', '4'),
        { ...registeredDocument('Typed', 'query Typed { __typename }', '5'), type: 'mutation' },
        registeredDocument('Two', 'query Two { __typename } query More { __typename }', '6'),
        registeredDocument('None', 'fragment None on Patient { id }', '7'),
        registeredDocument('Deep', DEEP, '8'),
      ]),
    ).toEqual([
      `${about} Broken (id 1). Syntax Error: Expected Name, found <EOF>.`,
      `${about} Unknown (id 2). Cannot query field "xyzzy" on type "Query".`,
      `${about} Named (id 4). The operation in its body has a different name or type.`,
      `${about} Typed (id 5). The operation in its body has a different name or type.`,
      `${about} Two (id 6). Its body must contain exactly one operation.`,
      `${about} None (id 7). Its body must contain exactly one operation.`,
      `${about} Deep (id 8). The operation has more than 16 levels of fields. Select less in one operation.`,
    ]);
  });

  it('names the introspection operations of a manifest if introspection is off', () => {
    const introspection = [registeredDocument('Names', 'query Names { __schema { types { name } } }', '1')];
    expect(problems(introspection)).toEqual([]);
    expect(problems(introspection, false)).toEqual([
      matching(/ Names \(id 1\)\. Introspection is disabled on this gateway \(INTROSPECTION\)\. /),
    ]);
  });

  it('keeps the gateway from starting with an operation that it cannot execute', async () => {
    await expect(
      startGateway(sandbox, { server: { trustedDocuments: [registeredDocument('X', '{ x }')] } }),
    ).rejects.toBeInstanceOf(ConfigError);
  });
});
