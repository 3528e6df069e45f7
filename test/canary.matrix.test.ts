import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allFieldsOf } from './support/all-fields.ts';
import { at } from './support/expected.ts';
import { type Gateway, type GatewayOptions, type GraphqlAnswer, startGateway } from './support/gateway.ts';
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
  gateway = await start();
});

function start(options: GatewayOptions = {}): Promise<Gateway> {
  return startGateway(server, {
    observer: telemetry.observer,
    panel: { kind: 'list', identifier: `${CANARY}-panel` },
    ...options,
  });
}

/** For faults that only a timeout ends. */
async function restartImpatient(): Promise<void> {
  await gateway.close();
  gateway = await start({ limits: { timeoutMs: 300 } });
}

/** After each test, expects no canary in metrics and traces. */
afterEach(async () => {
  await gateway.close();
  const output = await telemetry.text();
  const missing = ['gateway_operations_total', 'fhir.resource_type'].filter((word) => !output.includes(word));
  if (missing.length > 0) throw new Error(`The telemetry lacks ${missing.join(', ')}`);
  const leaked = canariesIn(output);
  if (leaked.length > 0) throw new Error(`Metrics or traces contain ${leaked.join(', ')}`);
});

afterAll(() => server.close());

const EVERYTHING = allFieldsOf('Patient');
const born = '1931-07-19';

/** Valid and invalid operations on every entry point of the graph, with canaries wherever a caller can put them. */
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

/** Returns the canaries and the secrets of the gateway: key, assertions and tokens. */
function canariesAndSecrets(): string[] {
  const { d = '', p = '', q = '' } = server.credentials.privateKey.export({ format: 'jwk' });
  const pem = server.credentials.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const assertions = server.requests
    .map(({ body }) => new URLSearchParams(body).get('client_assertion'))
    .filter((assertion) => assertion !== null);
  return [CANARY, ...CANARY_VALUES, d, p, q, ...pem.split('\n').slice(1, -2), ...assertions];
}

/** Returns the canaries and secrets that a text contains, ignoring case. */
function canariesIn(text: string): string[] {
  const plain = text.toLowerCase();
  return canariesAndSecrets().filter((canary) => plain.includes(canary.toLowerCase()));
}

/** Expects no canary in errors, extensions and the log. */
function expectNoCanary(answers: readonly GraphqlAnswer<unknown>[]): void {
  for (const { errors, extensions } of answers) {
    expect(canariesIn(JSON.stringify(errors ?? []))).toEqual([]);
    expect(canariesIn(JSON.stringify(extensions ?? {}))).toEqual([]);
  }
  expect(gateway.logLines.length).toBeGreaterThan(answers.length);
  expect(canariesIn(gateway.logLines.join('\n'))).toEqual([]);
}

describe('the canary', () => {
  it('appears in the data and in the FHIR requests, so a leak could be found', async () => {
    const answers = await runAll();
    const data = JSON.stringify(answers.map((answer) => answer.data));
    for (const canary of [CANARY, born, '218-555-0193', `${CANARY}@example.org`, CANARY_ID]) {
      expect(data).toContain(canary);
    }
    expect(data).not.toContain('931-07-1907');
    expect(server.requests.map(({ url }) => decodeURIComponent(url)).join('\n')).toContain(
      `family=${CANARY}`,
    );
    expect(canariesIn(server.requests.map(({ body }) => body).join('\n')).length).toBeGreaterThan(0);
    expect(server.requests.some(({ headers }) => headers.authorization?.includes(CANARY))).toBe(true);
  });

  it('appears in no error, warning or log line without a fault [T6-I1]', async () => {
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(10);
    expect(answers.flatMap(({ extensions }) => extensions?.fhir.warnings ?? []).length).toBeGreaterThan(3);
    expectNoCanary(answers);
  });
});

/** 4130: break the glass; 4107: merged. */
const FAULTS: [what: string, fault: CanaryFault][] = [
  ...['59159', '4127', '4130', '59008', '4113', '4118', '4107', '59177', CANARY].map(
    (code): [string, CanaryFault] => [
      `an OperationOutcome with code ${code === CANARY ? 'unknown' : code}`,
      (response) =>
        sendJson(response, 400, echoingOutcome(code), {
          'content-location': `/fhir/Patient/${CANARY}-survivor`,
        }),
    ],
  ),
  ['an OperationOutcome with HTTP 200', (response) => sendJson(response, 200, echoingOutcome('4101'))],
  ['an OperationOutcome with HTTP 404', (response) => sendJson(response, 404, echoingOutcome(CANARY))],
  ['an OperationOutcome with HTTP 500', (response) => sendJson(response, 500, echoingOutcome(CANARY))],
  [
    'a rejected access token',
    (response) => sendJson(response, 401, CANARY, { 'www-authenticate': `Bearer error="${CANARY}"` }),
  ],
  [
    'an HTML page',
    (response) => response.writeHead(200, CANARY, { 'content-type': 'text/html' }).end(`<h1>${CANARY}</h1>`),
  ],
  [
    'the error page of a proxy',
    (response) => response.writeHead(503, CANARY, { 'content-type': 'text/html' }).end(`<h1>${CANARY}</h1>`),
  ],
  [
    'an unknown content type',
    (response) => response.writeHead(200, { 'content-type': `application/${CANARY}` }).end(CANARY),
  ],
  [
    'malformed JSON',
    (response) =>
      response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(`{"id":${CANARY}}`),
  ],
  ['another resource type', (response) => sendJson(response, 200, { resourceType: CANARY, id: CANARY_ID })],
  [
    'a patient without an id',
    (response) => sendJson(response, 200, { resourceType: 'Patient', name: [{ text: CANARY }] }),
  ],
  [
    'a redirect to another host',
    (response) => response.writeHead(302, { location: `http://${CANARY}.example/${CANARY_ID}` }).end(CANARY),
  ],
  ['an endless redirect', (response, { url }) => response.writeHead(302, { location: url }).end(CANARY)],
  [
    'a next link to another host',
    (response) =>
      sendJson(response, 200, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'next', url: `https://${CANARY}.example/${born}` }],
      }),
  ],
  ['a Retry-After', (response) => response.writeHead(429, CANARY, { 'retry-after': '999' }).end(CANARY)],
  ['a closed connection', (response) => response.destroy()],
  [
    'a connection closed during the response',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '9999' });
      response.write(`{"id":"${CANARY}`, () => response.destroy());
    },
  ],
  ['a response that is not HTTP', (response) => response.socket?.end(`${CANARY}\r\n\r\n`)],
  ['no response', () => {}],
];

describe('a faulty FHIR server [T3-I3]', () => {
  beforeEach(restartImpatient);

  it.each(FAULTS)('causes no leak of a canary: %s', async (_what, fault) => {
    server.fault = fault;
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(10);
    expectNoCanary(answers);
    const ready = await gateway.http.get('/readyz');
    expect(canariesIn(JSON.stringify([ready.body, ready.headers]))).toEqual([]);
  });
});

describe('a faulty token endpoint [T3-I3]', () => {
  beforeEach(restartImpatient);

  it.each<[what: string, fault: CanaryFault]>([
    [
      'a refusal with a description',
      (response) =>
        sendJson(response, 400, { error: 'invalid_client', error_description: CANARY, error_uri: CANARY }),
    ],
    [
      'an unknown error code',
      (response) => sendJson(response, 400, { error: CANARY, error_description: CANARY }),
    ],
    ['an HTML page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(CANARY)],
    ['the error page of a proxy', (response) => response.writeHead(502, CANARY).end(CANARY)],
    [
      'a token that is invalid in a header',
      (response) =>
        sendJson(response, 200, { access_token: `${CANARY}\n`, token_type: 'bearer', expires_in: 60 }),
    ],
    [
      'a redirect to another host',
      (response) => response.writeHead(307, { location: `http://${CANARY}.example/` }).end(),
    ],
    ['a closed connection', (response) => response.destroy()],
    ['no response', () => {}],
  ])('causes no leak of a canary: %s', async (_what, fault) => {
    server.tokenFault = fault;
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(15);
    expectNoCanary(answers);
    const ready = await gateway.http.get('/readyz');
    expect(ready.status).toBe(503);
    expect(canariesIn(JSON.stringify([ready.body, ready.headers]))).toEqual([]);
  });
});

describe('the response', () => {
  it.each<[of: string, filter: Record<string, unknown>]>([
    ['a panel', {}],
    ['a search', { given: CANARY, family: CANARY, birthDate: born }],
  ])('contains only encrypted cursors, for %s', async (_of, filter) => {
    const { data } = await gateway.query<unknown>(
      'query ($filter: PatientFilter) { patientsConnection(first: 1, filter: $filter) { edges { cursor } pageInfo { endCursor } } }',
      { filter },
    );
    const cursors = JSON.stringify(data).match(/ey[\w.-]{20,}/g) ?? [];
    expect(cursors).toHaveLength(2);
    for (const cursor of cursors) {
      const parts = cursor.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
      expect(canariesIn([cursor, ...parts].join('\n'))).toEqual([]);
      expect(parts[0]).toBe('{"alg":"dir","enc":"A256GCM"}');
    }
  });

  it('contains no canary in the trace for a router', async () => {
    const secret = 'x'.repeat(32);
    await gateway.close();
    gateway = await start({ server: { routerSecrets: [secret] } });
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
      expect(canariesIn(decoded)).toEqual([]);
    }
  });

  it('contains no canary in its headers', async () => {
    const { headers } = await gateway.http.post('/graphql').send({ query: OPERATIONS[0]?.[0] });
    expect(canariesIn(JSON.stringify(headers))).toEqual([]);
  });
});
