import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/config.ts';
import type { TrustedDocument } from '../../../src/config/document-manifests.ts';
import { readTrustedDocuments } from '../../../src/config/trusted-documents.ts';
import { createTrustedDocuments } from '../../../src/graphql/plugins/trusted-documents.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';
import { at, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { KNOWN_ID } from '../../support/still-healthy.ts';

/** Returns a registered operation whose id is its hash, as tools write it. */
function registeredDocument(name: string, body: string, id = sha256(body)): TrustedDocument {
  return { id, name, type: 'query', body, file: 'manifest.json' };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const PATIENT = 'query Patient($id: ID!) {\n  patient(id: $id) {\n    id\n    fullName\n  }\n}';
const LABS =
  'query Labs($id: ID!) {\n  patient(id: $id) {\n    labResults(first: 1) {\n      id\n    }\n  }\n}';
const DEEP = `query Deep { __type(name: "Patient") { ${'ofType { '.repeat(20)} name ${'}'.repeat(20)} } }`;
const WEIGHT =
  'mutation Weight($key: ID!) { recordVitalSigns(input: { patientId: "p", encounterId: "e", takenAt: "2026-01-01T00:00:00Z", heartRate: { value: 70 } }, idempotencyKey: $key) { __typename } }';
/** Each fragment spreads the next one ten times. */
const WIDE = `query Wide { patients(first: 1) { ...F0 } } ${Array.from({ length: 5 }, (_, n) => `fragment F${n} on Patient { ${n === 4 ? 'id' : `...F${n + 1} `.repeat(10)} }`).join(' ')}`;
const DOCUMENTS = [
  registeredDocument('Patient', PATIENT),
  registeredDocument('Labs', LABS, 'labs-1'),
  { ...registeredDocument('Weight', WEIGHT, 'weight-1'), type: 'mutation' as const },
];
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

/** Sends a GET request with a documentId, and variables for each operation. */
function getById(documentId: string) {
  return gateway.http
    .get('/graphql')
    .set('apollo-require-preflight', '1')
    .query({ documentId, variables: JSON.stringify({ ...VARIABLES, key: 'k' }) });
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
    ['its documentId', { documentId: 'labs-1' }],
    ['its documentId and its text', { documentId: 'labs-1', query: LABS }],
    ['the hash of its text as documentId', { documentId: sha256(LABS) }],
    ['the prefixed hash of its text as documentId', { documentId: `sha256:${sha256(LABS)}` }],
    ['the id of a network layer of Relay', { doc_id: 'labs-1' }],
    ['ids of several forms', { documentId: 'labs-1', doc_id: sha256(LABS), ...byId(sha256(LABS)) }],
    ['a documentId and a parameter that is null', { documentId: 'labs-1', doc_id: null }],
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

  it('executes a registered query by GET with a documentId, but no mutation', async () => {
    const answer = await getById(sha256(PATIENT));
    expect([answer.status, answer.body]).toMatchObject([200, ANSWER]);
    expect((await getById('weight-1')).status).toBe(405);
    expect(await post({ documentId: 'weight-1', variables: { key: 'k' } })).toMatchObject([
      200,
      { errors: [{ extensions: { code: 'WRITES_DISABLED' } }] },
    ]);
  });

  it('refuses a GET request with two ids, and one without a preflight header', async () => {
    const twice = await gateway.http
      .get(`/graphql?documentId=labs-1&documentId=${sha256(PATIENT)}`)
      .set('apollo-require-preflight', '1');
    expect([twice.status, twice.body]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] },
    ]);
    const simple = await gateway.http.get(`/graphql?documentId=${sha256(PATIENT)}`);
    expect([simple.status, simple.body]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    ]);
  });

  it('checks the variables of a registered operation', async () => {
    expect(await post({ ...byId(sha256(PATIENT)), variables: {} })).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });
});

describe('an unregistered operation [T1-E7]', () => {
  it.each<[what: string, body: Record<string, unknown>]>([
    ['a document that differs by a space', { query: `${PATIENT} ` }],
    ['another document', { query: `{ patient(id: "${KNOWN_ID}") { id } }` }],
    ['a text that is not a document', { query: 'Camila Lopez' }],
    ['an unknown id', byId('a'.repeat(64))],
    ['an id that is a property name of objects', byId('constructor')],
    ['an id that is not a string', byId({ toString: 1 })],
    ['a documentId that is not a string', { documentId: [sha256(PATIENT)] }],
    ['a registered id in capitals', { documentId: sha256(PATIENT).toUpperCase() }],
    ['a registered id after a space', { documentId: ' labs-1' }],
    ['a documentId of 200 kB', { documentId: 'a'.repeat(200_000) }],
    ['a documentId that is a property name of objects', { documentId: '__proto__' }],
    ['an id in a parameter that the gateway does not read', { id: 'labs-1' }],
    ['an unknown documentId with a registered text', { documentId: 'labs-2', query: LABS }],
    ['a registered documentId with an unknown hash', { documentId: 'labs-1', ...byId('a'.repeat(64)) }],
    ['only the name of a registered operation', { operationName: 'Patient' }],
    ['an empty document', { query: '' }],
    ['introspection', { query: getIntrospectionQuery() }],
    ['the SDL query of a router', { query: '{ _service { sdl } }' }],
    ['entities', { query: '{ _entities(representations: []) { __typename } }' }],
  ])('refuses %s before reading it', async (_what, body) => {
    expect(await post(body)).toEqual(NOT_TRUSTED);
    expect(sandbox.requests).toEqual([]);
  });

  it.each<[what: string, body: Record<string, unknown>]>([
    ['another document under a registered id', { query: '{ __typename }', ...byId(sha256(PATIENT)) }],
    ['a registered document under another id', { query: PATIENT, ...byId(sha256(LABS)) }],
    ['another document under a registered documentId', { query: '{ __typename }', documentId: 'labs-1' }],
    ['an empty document under a registered documentId', { query: '', documentId: 'labs-1' }],
    ['two registered ids', { documentId: 'labs-1', doc_id: sha256(PATIENT) }],
    ['a documentId and the hash of another document', { documentId: 'labs-1', ...byId(sha256(PATIENT)) }],
  ])('refuses %s, and says that the request is ambiguous', async (_what, body) => {
    const [status, answer] = await post(body);
    expect([status, answer]).toMatchObject([
      400,
      {
        errors: [
          {
            message: matching(/^The request names two documents: .* Send one id without a text\.$/),
            extensions: { code: 'DOCUMENT_NOT_TRUSTED' },
          },
        ],
      },
    ]);
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
  it('serves the operation of the manifest in docs/trusted-documents.md by its id', async () => {
    const [, shown = ''] =
      /```json\n([\s\S]*?)```/.exec(readFileSync('docs/trusted-documents.md', 'utf8')) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    writeFileSync(join(folder, 'shown.json'), shown);
    const [document] = readTrustedDocuments([join(folder, 'shown.json')]);
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

describe('the files that generators write', () => {
  it.each([
    ['GraphQL Code Generator', 'client-preset.json', (id: string) => ({ documentId: id })],
    ['GraphQL Code Generator with Apollo Client', 'client-preset.json', byId],
    ['the Relay compiler', 'relay.json', (id: string) => ({ doc_id: id })],
  ])('serve the operations of %s by their ids', async (_tool, file, request) => {
    const trustedDocuments = readTrustedDocuments([`test/documents/manifests/${file}`]);
    const panel = { kind: 'ids', ids: [KNOWN_ID] } as const;
    const server = await startGateway(sandbox, { panel, server: { trustedDocuments } });
    for (const { id } of trustedDocuments) {
      const answer = await server.http.post('/graphql').send({ ...request(id), variables: VARIABLES });
      expect(answer.body).toMatchObject({ data: {} });
      expect(answer.body).not.toHaveProperty('errors');
    }
    await server.close();
  });
});

describe('a gateway without trusted documents', () => {
  it('says what a documentId needs', async () => {
    const open = await startGateway(sandbox, {});
    const answer = await open.http.post('/graphql').send({ documentId: 'labs-1' });
    await open.close();
    expect(answer.body).toMatchObject({
      errors: [
        {
          message: matching(/ A documentId or doc_id works only with TRUSTED_DOCUMENTS\.$/),
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
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
async function problems(
  documents: readonly TrustedDocument[],
  canIntrospect = true,
): Promise<readonly string[]> {
  try {
    await createTrustedDocuments(documents, { schema: getSchema(), canIntrospect });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a manifest with operations that the gateway cannot execute', () => {
  const about = 'TRUSTED_DOCUMENTS: manifest.json contains an operation that the gateway cannot execute:';

  it('names each operation of a manifest that must change', async () => {
    expect(
      await problems([
        registeredDocument('Broken', 'query Broken {', '1'),
        registeredDocument('Unknown', 'query Unknown { xyzzy }', '2'),
        registeredDocument('Fine', 'query Fine { __typename }', '3'),
        registeredDocument('Named', 'query Other { __typename }', '4'),
        { ...registeredDocument('Typed', 'query Typed { __typename }', '5'), type: 'mutation' },
        registeredDocument('Two', 'query Two { __typename } query More { __typename }', '6'),
        registeredDocument('None', 'fragment None on Patient { id }', '7'),
        registeredDocument('Deep', DEEP, '8'),
        registeredDocument('Wide', WIDE, '9'),
        { ...registeredDocument('', 'query { __typename }', '10'), name: null, type: null },
        { ...registeredDocument('Live', 'subscription Live { __typename }', '11'), type: 'subscription' },
      ]),
    ).toEqual([
      `${about} Broken (id 1). Syntax Error: Expected Name, found <EOF>.`,
      `${about} Unknown (id 2). Cannot query field "xyzzy" on type "Query".`,
      `${about} Named (id 4). The operation in its text has a different name or type.`,
      `${about} Typed (id 5). The operation in its text has a different name or type.`,
      `${about} Two (id 6). Its text must contain exactly one operation.`,
      `${about} None (id 7). Its text must contain exactly one operation.`,
      `${about} Deep (id 8). The operation has more than 16 levels of fields. Select less in one operation.`,
      `${about} Wide (id 9). The operation selects more than 10000 fields, including those in its fragments. Select less in one operation.`,
      `${about} the id "10". Its operation must have a name.`,
      `${about} Live (id 11). The graph has no subscription.`,
    ]);
  });

  it('names an id that stands for two texts', async () => {
    const other = registeredDocument('Other', 'query Other { __typename }', 'labs-1');
    expect(await problems([registeredDocument('Labs', LABS, 'labs-1'), other])).toEqual([
      'TRUSTED_DOCUMENTS: the id "labs-1" stands for different texts in manifest.json. Use another id for one of them',
    ]);
  });

  it('names the introspection operations of a manifest if introspection is off', async () => {
    const introspection = [registeredDocument('Names', 'query Names { __schema { types { name } } }', '1')];
    expect(await problems(introspection)).toEqual([]);
    expect(await problems(introspection, false)).toEqual([
      matching(/ Names \(id 1\)\. Introspection is disabled on this gateway \(INTROSPECTION\)\. /),
    ]);
  });

  it('keeps the gateway from starting with an operation that it cannot execute', async () => {
    await expect(
      startGateway(sandbox, { server: { trustedDocuments: [registeredDocument('X', '{ x }')] } }),
    ).rejects.toBeInstanceOf(ConfigError);
  });
});
