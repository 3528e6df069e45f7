import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allFieldsOf } from './support/all-fields.ts';
import { at } from './support/expected.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from './support/gateway.ts';
import {
  echoingOutcome,
  type CanaryFault,
  sendJson,
  CANARY,
  CANARY_ID,
  CANARY_VALUES,
  type CanaryServer,
  startCanaryServer,
} from './support/canary-server.ts';
import { sampled } from './support/sampled.ts';
import { recordTelemetry, type RecordedTelemetry } from './support/recorded-telemetry.ts';

let server: CanaryServer;
let gateway: Gateway;
let telemetry: RecordedTelemetry;

beforeAll(async () => {
  server = await startCanaryServer();
});

beforeEach(async () => {
  server.fault = null;
  server.tokenFault = null;
  telemetry = await recordTelemetry();
  gateway = await startGateway(server, {
    observer: telemetry.observer,
    panel: { kind: 'list', identifier: `${CANARY}-panel` },
    limits: { timeoutMs: 300 },
  });
});

/** Whatever a test is about, metrics and traces of it tell no mark. */
afterEach(async () => {
  await gateway.close();
  const told = await telemetry.text();
  const missing = ['gateway_operations_total', 'fhir.resource_type'].filter((word) => !told.includes(word));
  if (missing.length > 0) throw new Error(`Nothing was watched: ${missing.join(', ')}`);
  const leaked = found(told);
  if (leaked.length > 0) throw new Error(`Metrics or traces tell ${leaked.join(', ')}`);
});

afterAll(() => server.close());

const EVERYTHING = allFieldsOf('Patient');
const born = '1931-07-19';

/** Every way into the graph, good and bad, each with marks wherever a caller can put one. */
const OPERATIONS: [query: string, variables: Record<string, unknown>][] = [
  [`{ patients(first: 10) ${EVERYTHING} }`, {}],
  [
    `{ patientsConnection(first: 1) { nodes { id fullName } edges { cursor } pageInfo { hasNextPage endCursor } } }`,
    {},
  ],
  [`query ($id: ID!) { patient(id: $id) ${EVERYTHING} }`, { id: CANARY_ID }],
  [
    'query ($value: String!) { patientByIdentifier(system: "MRN", value: $value) { id fullName } }',
    { value: `${CANARY}-mrn` },
  ],
  ...[
    { ids: [CANARY_ID, `${CANARY_ID}-2`] },
    { identifier: { system: `urn:${CANARY}`, value: '931-07-1907' } },
    { given: CANARY, family: CANARY, birthDate: born },
    {
      given: CANARY,
      family: CANARY,
      gender: 'FEMALE',
      phone: '218-555-0193',
      email: `${CANARY}@example.org`,
    },
    { family: CANARY },
    { ids: [`${CANARY}/..`] },
    { given: CANARY, family: CANARY, birthDate: `${born} ${CANARY}` },
    { given: CANARY, family: CANARY, gender: CANARY },
    { family: { name: CANARY } },
    { [`${CANARY} 1`]: CANARY },
    CANARY,
  ].map((filter): [string, Record<string, unknown>] => [
    'query ($filter: PatientFilter) { patients(first: 2, filter: $filter) { id fullName birthDate } }',
    { filter },
  ]),
  [
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id fullName } } }',
    {
      of: [
        { __typename: 'Patient', id: CANARY_ID },
        { __typename: 'Patient', id: `${CANARY} ` },
        { __typename: 'Patient', mrn: `${CANARY}-mrn` },
        { __typename: 'Patient', mrn: `${CANARY}-other` },
      ],
    },
  ],
  [
    'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
    { of: [{ __typename: CANARY }] },
  ],
  ['query ($first: Int!) { patients(first: $first) { id } }', { first: CANARY }],
  ['query ($after: String) { patientsConnection(after: $after) { nodes { id } } }', { after: CANARY }],
  [`{ patient(id: { x: "${CANARY}" }) { id } }`, {}],
  [`{ patient(id: "${CANARY}" `, {}],
  [`{ patients(filter: { family: ${CANARY} Maria }) { id } }`, {}],
  [`{ patients(filter: { gender: ${CANARY} }) { id } }`, {}],
];

async function runAll(): Promise<GraphqlAnswer<unknown>[]> {
  return Promise.all(OPERATIONS.map(([query, variables]) => gateway.query<unknown>(query, variables)));
}

/** The marks, with all that the gateway has of its own to keep: key, assertions and tokens. */
function marks(): string[] {
  const { d = '', p = '', q = '' } = server.credentials.privateKey.export({ format: 'jwk' });
  const pem = server.credentials.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const assertions = server.requests
    .map(({ body }) => new URLSearchParams(body).get('client_assertion'))
    .filter((assertion) => assertion !== null);
  return [CANARY, ...CANARY_VALUES, d, p, q, ...pem.split('\n').slice(1, -2), ...assertions];
}

/** The marks that are in a text, whatever its case. */
function found(text: string): string[] {
  const plain = text.toLowerCase();
  return marks().filter((mark) => plain.includes(mark.toLowerCase()));
}

/** All that leaves beside the data, and all that is logged, has no mark. */
function expectNoMarks(answers: readonly GraphqlAnswer<unknown>[]): void {
  for (const { errors, extensions } of answers) {
    expect(found(JSON.stringify(errors ?? []))).toEqual([]);
    expect(found(JSON.stringify(extensions ?? {}))).toEqual([]);
  }
  expect(gateway.logLines.length).toBeGreaterThan(answers.length);
  expect(found(gateway.logLines.join('\n'))).toEqual([]);
}

describe('the canary', () => {
  it('is alive: the data has every mark that it should, and the server was asked by them', async () => {
    const answers = await runAll();
    const data = JSON.stringify(answers.map((answer) => answer.data));
    for (const mark of [CANARY, born, '218-555-0193', `${CANARY}@example.org`, CANARY_ID]) {
      expect(data).toContain(mark);
    }
    expect(data).not.toContain('931-07-1907');
    expect(server.requests.map(({ url }) => decodeURIComponent(url)).join('\n')).toContain(
      `family=${CANARY}`,
    );
    expect(found(server.requests.map(({ body }) => body).join('\n')).length).toBeGreaterThan(0);
    expect(server.requests.some(({ headers }) => headers.authorization?.includes(CANARY))).toBe(true);
  });

  it('is in no error, no warning and no log line where all goes well', async () => {
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(10);
    expect(answers.flatMap(({ extensions }) => extensions?.fhir.warnings ?? []).length).toBeGreaterThan(3);
    expectNoMarks(answers);
  });
});

/** 4130: break the glass; 4107: merged. */
const FAULTS: [what: string, fault: CanaryFault][] = [
  ...['59159', '4127', '4130', '59008', '4113', '4118', '4107', '59177', CANARY].map(
    (code): [string, CanaryFault] => [
      `an outcome of code ${code === CANARY ? 'unknown' : code}`,
      (response) =>
        sendJson(response, 400, echoingOutcome(code), {
          'content-location': `/fhir/Patient/${CANARY}-survivor`,
        }),
    ],
  ),
  ['an outcome with HTTP 200', (response) => sendJson(response, 200, echoingOutcome('4101'))],
  ['an outcome with HTTP 404', (response) => sendJson(response, 404, echoingOutcome(CANARY))],
  ['an outcome with HTTP 500', (response) => sendJson(response, 500, echoingOutcome(CANARY))],
  [
    'a bearer that is refused',
    (response) => sendJson(response, 401, CANARY, { 'www-authenticate': `Bearer error="${CANARY}"` }),
  ],
  [
    'a page of HTML',
    (response) => response.writeHead(200, CANARY, { 'content-type': 'text/html' }).end(`<h1>${CANARY}</h1>`),
  ],
  [
    'a page of a proxy',
    (response) => response.writeHead(503, CANARY, { 'content-type': 'text/html' }).end(`<h1>${CANARY}</h1>`),
  ],
  [
    'a content type of its own',
    (response) => response.writeHead(200, { 'content-type': `application/${CANARY}` }).end(CANARY),
  ],
  [
    'JSON with a mistake',
    (response) =>
      response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(`{"id":${CANARY}}`),
  ],
  ['another resource', (response) => sendJson(response, 200, { resourceType: CANARY, id: CANARY_ID })],
  [
    'a patient without an id',
    (response) => sendJson(response, 200, { resourceType: 'Patient', name: [{ text: CANARY }] }),
  ],
  [
    'a redirect elsewhere',
    (response) => response.writeHead(302, { location: `http://${CANARY}.example/${CANARY_ID}` }).end(CANARY),
  ],
  ['a redirect without end', (response, { url }) => response.writeHead(302, { location: url }).end(CANARY)],
  [
    'a next link that leads elsewhere',
    (response) =>
      sendJson(response, 200, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'next', url: `https://${CANARY}.example/${born}` }],
      }),
  ],
  ['a plea for a pause', (response) => response.writeHead(429, CANARY, { 'retry-after': '999' }).end(CANARY)],
  ['a connection that is cut', (response) => response.destroy()],
  [
    'a connection that is cut amid the answer',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '9999' });
      response.write(`{"id":"${CANARY}`, () => response.destroy());
    },
  ],
  ['an answer that is no HTTP', (response) => response.socket?.end(`${CANARY}\r\n\r\n`)],
  ['silence', () => {}],
];

describe('a FHIR server that fails', () => {
  it.each(sampled(FAULTS))('does not bring the canary out: %s', async (_what, fault) => {
    server.fault = fault;
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(10);
    expectNoMarks(answers);
    const ready = await gateway.http.get('/readyz');
    expect(found(JSON.stringify([ready.body, ready.headers]))).toEqual([]);
  });
});

describe('a token endpoint that fails', () => {
  it.each<[what: string, fault: CanaryFault]>([
    [
      'a refusal with a reason',
      (response) =>
        sendJson(response, 400, { error: 'invalid_client', error_description: CANARY, error_uri: CANARY }),
    ],
    [
      'a refusal of its own',
      (response) => sendJson(response, 400, { error: CANARY, error_description: CANARY }),
    ],
    ['a page of HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(CANARY)],
    ['a page of a proxy', (response) => response.writeHead(502, CANARY).end(CANARY)],
    [
      'a token that fits no header',
      (response) =>
        sendJson(response, 200, { access_token: `${CANARY}\n`, token_type: 'bearer', expires_in: 60 }),
    ],
    [
      'a redirect elsewhere',
      (response) => response.writeHead(307, { location: `http://${CANARY}.example/` }).end(),
    ],
    ['a connection that is cut', (response) => response.destroy()],
    ['silence', () => {}],
  ])('does not bring the canary out: %s', async (_what, fault) => {
    server.tokenFault = fault;
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(15);
    expectNoMarks(answers);
    const ready = await gateway.http.get('/readyz');
    expect(ready.status).toBe(503);
    expect(found(JSON.stringify([ready.body, ready.headers]))).toEqual([]);
  });
});

describe('what goes with an answer', () => {
  it.each<[of: string, filter: Record<string, unknown>]>([
    ['a panel', {}],
    ['a search', { given: CANARY, family: CANARY, birthDate: born }],
  ])('is no cursor that can be read: of %s', async (_of, filter) => {
    const { data } = await gateway.query<unknown>(
      'query ($filter: PatientFilter) { patientsConnection(first: 1, filter: $filter) { edges { cursor } pageInfo { endCursor } } }',
      { filter },
    );
    const cursors = JSON.stringify(data).match(/ey[\w.-]{20,}/g) ?? [];
    expect(cursors).toHaveLength(2);
    for (const cursor of cursors) {
      const parts = cursor.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
      expect(found([cursor, ...parts].join('\n'))).toEqual([]);
      expect(parts[0]).toBe('{"alg":"dir","enc":"A256GCM"}');
    }
  });

  it('is no trace with a value in it, where a router asks for one', async () => {
    const secret = 'x'.repeat(32);
    await gateway.close();
    gateway = await startGateway(server, {
      observer: telemetry.observer,
      limits: { timeoutMs: 300 },
      server: { routerSecrets: [secret] },
    });
    for (const fault of [null, FAULTS[0]?.[1] ?? null]) {
      server.fault = fault;
      const [query, variables] = OPERATIONS[2] ?? [];
      const answer = await gateway.http
        .post('/graphql')
        .set({ 'router-authorization': secret, 'apollo-federation-include-trace': 'ftv1' })
        .send({ query, variables });
      expect(at(answer.body, 'data')).toHaveProperty('patient');
      const trace = at(at(answer.body, 'extensions'), 'ftv1');
      const decoded = typeof trace === 'string' ? Buffer.from(trace, 'base64').toString('latin1') : '';
      expect(decoded).toContain('Patient');
      expect(found(decoded)).toEqual([]);
    }
  });

  it('is no header with a mark', async () => {
    const { headers } = await gateway.http.post('/graphql').send({ query: OPERATIONS[0]?.[0] });
    expect(found(JSON.stringify(headers))).toEqual([]);
  });
});
