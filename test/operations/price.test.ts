import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessTokenOf, signingIn, startSession } from '../support/browser-sessions.ts';
import { EXAMPLES, PERSON_EXAMPLES } from '../support/example-operations.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { recordTelemetry } from '../support/recorded-telemetry.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { startSites } from '../support/sites.ts';
import { inputFor, memoryStore, MUTATION_NAMES, MUTATIONS, newKey } from '../support/writing.ts';

const PRICE = { 'x-explain': 'price' };
const PATIENTS = 'query Patients($first: Int!) { patients(first: $first) { fullName labResults { name } } }';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

async function start({ server, ...options }: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    server: { explorer: { signsIn: false }, ...server },
    ...options,
  });
}

interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const post = async (request: object): Promise<HttpAnswer> =>
  gateway.http.post('/graphql').set(PRICE).send(request);

const getPrice = async (headers: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
  gateway.http
    .get('/graphql')
    .set({ ...PRICE, ...headers })
    .query({ query: '{ patients { id } }' });

const priceOf = (query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<HttpAnswer> =>
  post({ query, variables });

describe('the price of an operation', () => {
  beforeEach(async () => {
    await start({ store: memoryStore() });
    await gateway.http.get('/readyz');
  });

  it.each(EXAMPLES)('equals the estimate of the operation when it runs: $name', async (example) => {
    const before = sandbox.requests.length;
    const { status, body } = await priceOf(example.text, example.variables);
    expect(sandbox.requests.length).toBe(before);
    const { extensions } = await gateway.query(example.text, example.variables);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: null,
      extensions: {
        fhir: {
          requests: 0,
          estimatedRequests: extensions?.fhir.estimatedRequests,
          warnings: [],
          maxRequests: 10_000,
        },
      },
    });
  });

  it.each(MUTATION_NAMES)('is stated for %s, which then creates nothing [T1-T11]', async (name) => {
    const variables = { input: inputFor(name, sandbox), key: newKey() };
    const before = sandbox.requests.length;
    const { status, body } = await priceOf(MUTATIONS[name], variables);
    expect([status, at(body, 'data')]).toEqual([200, null]);
    expect(sandbox.requests.length).toBe(before);
    expect(at(body, 'extensions', 'fhir', 'estimatedRequests')).toBeGreaterThan(0);
  });

  it('names the costliest fields, and depends on the variables', async () => {
    const { body } = await priceOf(PATIENTS, { first: 3 });
    expect(body).toEqual({
      data: null,
      extensions: {
        fhir: {
          requests: 0,
          estimatedRequests: 5,
          warnings: [],
          maxRequests: 10_000,
          costliest: [
            { field: 'patients.labResults', requests: 3 },
            { field: 'patients', requests: 2 },
          ],
        },
      },
    });
    const twice = await priceOf(PATIENTS, { first: 6 });
    expect(at(twice.body, 'extensions', 'fhir', 'estimatedRequests')).toBe(8);
  });

  it('is the one of the operation that operationName selects', async () => {
    const query = `${PATIENTS} query One { patient(id: "x") { fullName } }`;
    const { body } = await post({ query, operationName: 'One' });
    expect(at(body, 'extensions', 'fhir', 'estimatedRequests')).toBe(1);
  });

  it.each([
    ['that cannot be parsed', { query: '{ patients(' }, 'GRAPHQL_PARSE_FAILED'],
    ['with an unknown field', { query: '{ patients { noSuchField } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['without a variable', { query: PATIENTS }, 'BAD_USER_INPUT'],
    [
      'with another operationName',
      { query: '{ __typename }', operationName: 'A' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('does not exist for an operation %s, which gets its usual errors', async (_what, request, code) => {
    const before = sandbox.requests.length;
    const priced = await post(request);
    const run: HttpAnswer = await gateway.http.post('/graphql').send(request);
    expect([priced.status, at(priced.body, 'errors')]).toEqual([run.status, at(run.body, 'errors')]);
    expect(at(priced.body, 'errors', 0, 'extensions', 'code')).toBe(code);
    expect(sandbox.requests.length).toBe(before);
  });

  it('is stated for GET with the header that proves a preflight, and for no other', async () => {
    const before = sandbox.requests.length;
    expect((await getPrice({})).status).toBe(400);
    const { status, body } = await getPrice({ 'apollo-require-preflight': '1' });
    expect([status, at(body, 'data')]).toEqual([200, null]);
    expect(sandbox.requests.length).toBe(before);
  });

  it('is not stated for a batch', async () => {
    const { status } = await post([{ query: '{ patients { id } }' }]);
    expect(status).toBe(400);
  });

  it('is logged as such', async () => {
    await priceOf(PATIENTS, { first: 3 });
    const logged = gateway.logLines.filter((line) => line.includes('"event":"operation"')).join();
    expect(logged).toContain('"isOnlyPriced":true,"upstreamRequests":0');
  });
});

describe('a request for a price', () => {
  it('is refused like the operation if that is too expensive, and states the limit', async () => {
    await start({ server: { maxUpstreamCalls: 4 } });
    const before = sandbox.requests.length;
    const { status, body } = await priceOf(PATIENTS, { first: 3 });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } }],
      extensions: { fhir: { requests: 0, estimatedRequests: 5, maxRequests: 4 } },
    });
    expect(at(body, 'data')).toBeUndefined();
    expect(sandbox.requests.length).toBe(before);
  });

  it('states no figure if the gateway estimates none', async () => {
    await start({ server: { maxUpstreamCalls: Infinity, maxResponseBytes: Infinity } });
    const { body } = await priceOf(PATIENTS, { first: 3 });
    expect(body).toMatchObject({
      data: null,
      extensions: { fhir: { estimatedRequests: null, maxRequests: null, costliest: [] } },
    });
  });

  it('uses one of the requests per minute, and is refused once they are used', async () => {
    await start({ server: { maxUpstreamCalls: 12, maxUpstreamCallsPerMinute: 15 } });
    for (const left of [14, 13, 12]) {
      const { status, headers } = await priceOf('{ patients(first: 100) { id } }');
      expect([status, headers['ratelimit']]).toEqual([200, expect.stringContaining(`r=${left};`)]);
    }
    await gateway.query('{ patients(first: 10) { id labResults { id } } }');
    const { status, body } = await priceOf('{ patients(first: 100) { id } }');
    expect([status, at(body, 'errors', 0, 'extensions', 'code')]).toEqual([429, 'RATE_LIMITED']);
  });

  it('is counted apart from operations that were executed', async () => {
    const telemetry = await recordTelemetry();
    await start({ observer: telemetry.observer });
    await priceOf(PATIENTS, { first: 3 });
    await gateway.query('{ __typename }');
    expect(await telemetry.metrics()).toMatch(/gateway_operations_total\{[^}]*outcome="priced"[^}]*\} 1/);
    await telemetry.spans();
  });

  it('is answered at each site, without a request to its FHIR server', async () => {
    await start();
    const sites = await startSites({ north: { server: sandbox, panel: `list:${sandbox.panels.list}` } });
    try {
      const before = sandbox.requests.length;
      const { status, data, extensions } = await sites.query('/sites/north/graphql', PATIENTS, PRICE, {
        first: 3,
      });
      expect([status, data, extensions?.fhir.estimatedRequests]).toEqual([200, null, 5]);
      expect(sandbox.requests.length).toBe(before);
    } finally {
      await sites.close();
    }
  });
});

describe('a request of a person who signed in', () => {
  it('gets the price of each example, and sends no request with their token', async () => {
    await start({ signsIn: signingIn() });
    const session = await startSession(gateway.sites, sandbox, 'clinician');
    expect(await accessTokenOf(gateway.sites, session)).not.toBeNull();
    const before = sandbox.requests.length;
    for (const { text, variables } of PERSON_EXAMPLES) {
      const answer = await gateway.query(text, { ...variables }, { ...session.headers, ...PRICE });
      expect([answer.data, answer.errors]).toEqual([null, undefined]);
    }
    expect(sandbox.requests.length).toBe(before);
  });
});
