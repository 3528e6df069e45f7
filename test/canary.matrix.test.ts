import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { everythingOf } from './support/everything.ts';
import { at } from './support/expected.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from './support/gateway.ts';
import {
  echoingOutcome,
  type Fault,
  json,
  MARK,
  MARKED_ID,
  MARKED_VALUES,
  type MarkedServer,
  startMarkedServer,
} from './support/marked-server.ts';
import { sampled } from './support/sampled.ts';
import { recordTelemetry, type RecordedTelemetry } from './support/recorded-telemetry.ts';

let server: MarkedServer;
let gateway: Gateway;
let telemetry: RecordedTelemetry;

beforeAll(async () => {
  server = await startMarkedServer();
});

beforeEach(async () => {
  server.fault = null;
  server.tokenFault = null;
  telemetry = await recordTelemetry();
  gateway = await startGateway(server, {
    observer: telemetry.observer,
    panel: { kind: 'list', identifier: `${MARK}-panel` },
    limits: { timeoutMs: 300 },
  });
});

/** After each test, expects no canary in metrics and traces. */
afterEach(async () => {
  await gateway.close();
  const output = await telemetry.words();
  const missing = ['gateway_operations_total', 'fhir.resource_type'].filter((word) => !output.includes(word));
  if (missing.length > 0) throw new Error(`The telemetry lacks ${missing.join(', ')}`);
  const leaked = canariesIn(output);
  if (leaked.length > 0) throw new Error(`Metrics or traces contain ${leaked.join(', ')}`);
});

afterAll(() => server.close());

const EVERYTHING = everythingOf('Patient');
const born = '1931-07-19';

/** Valid and invalid operations on every entry point of the graph, with canaries wherever a caller can put them. */
const OPERATIONS: [query: string, variables: Record<string, unknown>][] = [
  [`{ patients(first: 10) ${EVERYTHING} }`, {}],
  [
    `{ patientsConnection(first: 1) { nodes { id fullName } edges { cursor } pageInfo { hasNextPage endCursor } } }`,
    {},
  ],
  [`query ($id: ID!) { patient(id: $id) ${EVERYTHING} }`, { id: MARKED_ID }],
  [
    'query ($value: String!) { patientByIdentifier(system: "MRN", value: $value) { id fullName } }',
    { value: `${MARK}-mrn` },
  ],
  ...[
    { ids: [MARKED_ID, `${MARKED_ID}-2`] },
    { identifier: { system: `urn:${MARK}`, value: '931-07-1907' } },
    { given: MARK, family: MARK, birthDate: born },
    { given: MARK, family: MARK, gender: 'FEMALE', phone: '218-555-0193', email: `${MARK}@example.org` },
    { family: MARK },
    { ids: [`${MARK}/..`] },
    { given: MARK, family: MARK, birthDate: `${born} ${MARK}` },
    { given: MARK, family: MARK, gender: MARK },
    { family: { name: MARK } },
    { [`${MARK} 1`]: MARK },
    MARK,
  ].map((filter): [string, Record<string, unknown>] => [
    'query ($filter: PatientFilter) { patients(first: 2, filter: $filter) { id fullName birthDate } }',
    { filter },
  ]),
  [
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id fullName } } }',
    {
      of: [
        { __typename: 'Patient', id: MARKED_ID },
        { __typename: 'Patient', id: `${MARK} ` },
        { __typename: 'Patient', mrn: `${MARK}-mrn` },
        { __typename: 'Patient', mrn: `${MARK}-other` },
      ],
    },
  ],
  [
    'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
    { of: [{ __typename: MARK }] },
  ],
  ['query ($first: Int!) { patients(first: $first) { id } }', { first: MARK }],
  ['query ($after: String) { patientsConnection(after: $after) { nodes { id } } }', { after: MARK }],
  [`{ patient(id: { x: "${MARK}" }) { id } }`, {}],
  [`{ patient(id: "${MARK}" `, {}],
  [`{ patients(filter: { family: ${MARK} Maria }) { id } }`, {}],
  [`{ patients(filter: { gender: ${MARK} }) { id } }`, {}],
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
  return [MARK, ...MARKED_VALUES, d, p, q, ...pem.split('\n').slice(1, -2), ...assertions];
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
    for (const canary of [MARK, born, '218-555-0193', `${MARK}@example.org`, MARKED_ID]) {
      expect(data).toContain(canary);
    }
    expect(data).not.toContain('931-07-1907');
    expect(server.requests.map(({ url }) => decodeURIComponent(url)).join('\n')).toContain(`family=${MARK}`);
    expect(canariesIn(server.requests.map(({ body }) => body).join('\n')).length).toBeGreaterThan(0);
    expect(server.requests.some(({ headers }) => headers.authorization?.includes(MARK))).toBe(true);
  });

  it('appears in no error, warning or log line without a fault', async () => {
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(10);
    expect(answers.flatMap(({ extensions }) => extensions?.fhir.warnings ?? []).length).toBeGreaterThan(3);
    expectNoCanary(answers);
  });
});

/** 4130: break the glass; 4107: merged. */
const FAULTS: [what: string, fault: Fault][] = [
  ...['59159', '4127', '4130', '59008', '4113', '4118', '4107', '59177', MARK].map(
    (code): [string, Fault] => [
      `an OperationOutcome with code ${code === MARK ? 'unknown' : code}`,
      (response) =>
        json(response, 400, echoingOutcome(code), { 'content-location': `/fhir/Patient/${MARK}-survivor` }),
    ],
  ),
  ['an OperationOutcome with HTTP 200', (response) => json(response, 200, echoingOutcome('4101'))],
  ['an OperationOutcome with HTTP 404', (response) => json(response, 404, echoingOutcome(MARK))],
  ['an OperationOutcome with HTTP 500', (response) => json(response, 500, echoingOutcome(MARK))],
  [
    'a rejected access token',
    (response) => json(response, 401, MARK, { 'www-authenticate': `Bearer error="${MARK}"` }),
  ],
  [
    'an HTML page',
    (response) => response.writeHead(200, MARK, { 'content-type': 'text/html' }).end(`<h1>${MARK}</h1>`),
  ],
  [
    'the error page of a proxy',
    (response) => response.writeHead(503, MARK, { 'content-type': 'text/html' }).end(`<h1>${MARK}</h1>`),
  ],
  [
    'an unknown content type',
    (response) => response.writeHead(200, { 'content-type': `application/${MARK}` }).end(MARK),
  ],
  [
    'malformed JSON',
    (response) => response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(`{"id":${MARK}}`),
  ],
  ['another resource type', (response) => json(response, 200, { resourceType: MARK, id: MARKED_ID })],
  [
    'a patient without an id',
    (response) => json(response, 200, { resourceType: 'Patient', name: [{ text: MARK }] }),
  ],
  [
    'a redirect to another host',
    (response) => response.writeHead(302, { location: `http://${MARK}.example/${MARKED_ID}` }).end(MARK),
  ],
  ['an endless redirect', (response, { url }) => response.writeHead(302, { location: url }).end(MARK)],
  [
    'a next link to another host',
    (response) =>
      json(response, 200, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'next', url: `https://${MARK}.example/${born}` }],
      }),
  ],
  ['a Retry-After', (response) => response.writeHead(429, MARK, { 'retry-after': '999' }).end(MARK)],
  ['a closed connection', (response) => response.destroy()],
  [
    'a connection closed during the response',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '9999' });
      response.write(`{"id":"${MARK}`, () => response.destroy());
    },
  ],
  ['a response that is not HTTP', (response) => response.socket?.end(`${MARK}\r\n\r\n`)],
  ['no response', () => {}],
];

describe('a faulty FHIR server', () => {
  it.each(sampled(FAULTS))('causes no leak of a canary: %s', async (_what, fault) => {
    server.fault = fault;
    const answers = await runAll();
    expect(answers.flatMap(({ errors = [] }) => errors).length).toBeGreaterThan(10);
    expectNoCanary(answers);
    const ready = await gateway.http.get('/readyz');
    expect(canariesIn(JSON.stringify([ready.body, ready.headers]))).toEqual([]);
  });
});

describe('a faulty token endpoint', () => {
  it.each<[what: string, fault: Fault]>([
    [
      'a refusal with a description',
      (response) =>
        json(response, 400, { error: 'invalid_client', error_description: MARK, error_uri: MARK }),
    ],
    ['an unknown error code', (response) => json(response, 400, { error: MARK, error_description: MARK })],
    ['an HTML page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(MARK)],
    ['the error page of a proxy', (response) => response.writeHead(502, MARK).end(MARK)],
    [
      'a token that is invalid in a header',
      (response) => json(response, 200, { access_token: `${MARK}\n`, token_type: 'bearer', expires_in: 60 }),
    ],
    [
      'a redirect to another host',
      (response) => response.writeHead(307, { location: `http://${MARK}.example/` }).end(),
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
    ['a search', { given: MARK, family: MARK, birthDate: born }],
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
      expect(canariesIn(decoded)).toEqual([]);
    }
  });

  it('contains no canary in its headers', async () => {
    const { headers } = await gateway.http.post('/graphql').send({ query: OPERATIONS[0]?.[0] });
    expect(canariesIn(JSON.stringify(headers))).toEqual([]);
  });
});
