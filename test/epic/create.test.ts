import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import {
  type Created,
  type FaultKind,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from 'epic-fhir-sandbox';
import { ALLERGY, CLOSED_ENCOUNTER, HEART_RATE, NEW_PATIENT, NOTE, PROBLEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { EpicClient } from '../../src/epic/client.ts';
import type { Observation, Patient } from '../../src/fhir/types.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { startTcpServer, unusedOrigin } from '../http/local-server.ts';
import { type ClientOptions, clientOf, upstream } from './epic-client.ts';

const CREATE = { operation: 'create' } as const;
const SOMEBODY: Patient = {
  ...NEW_PATIENT,
  name: [{ use: 'official', family: 'Aasgaard', given: ['Ane'] }],
};
/** Below the base URL, where the client would follow the redirect of a read. */
const ELSEWHERE = '/interconnect-sandbox-oauth/api/FHIR/R4/Condition';
const UNKNOWN = { code: 'WRITE_OUTCOME_UNKNOWN' };

/** The sandbox of tests that need no options. */
let ordinary: Sandbox;
let sandbox: Sandbox;
let client: EpicClient;
let budget: RequestBudget;
/** A heart rate at an instant without one. */
let reading: Observation;
let minutes = 0;
let createdBefore = 0;

/** Connects a client and gets its token, so that the sandbox records only creates. */
async function connect(options: ClientOptions = {}): Promise<void> {
  client = await clientOf(sandbox, options);
  await client.probe();
  sandbox.clearRequests();
  createdBefore = sandbox.created.length;
}

async function reconnect(options: ClientOptions): Promise<void> {
  client.close();
  await connect(options);
}

async function reopen(options: SandboxOptions): Promise<void> {
  client.close();
  sandbox = await startSandbox(options);
  await connect();
}

function created(): readonly Created[] {
  return sandbox.created.slice(createdBefore);
}

/** Resolves to `created`, or to the code of the error. */
function settledCode(outcome: Promise<unknown>): Promise<unknown> {
  return outcome.then(
    () => 'created',
    (error: unknown) => (error instanceof GatewayError ? error.code : error),
  );
}

beforeAll(async () => {
  ordinary = await startSandbox();
});

beforeEach(async () => {
  minutes += 1;
  reading = { ...HEART_RATE, effectiveDateTime: new Date(Date.UTC(2026, 9, 1, 0, minutes)).toISOString() };
  budget = createRequestBudget();
  sandbox = ordinary;
  await connect();
});

afterEach(async () => {
  client.close();
  ordinary.clearFaults();
  if (sandbox !== ordinary) await sandbox.close();
});

afterAll(() => ordinary.close());

describe('a create', () => {
  it.each([HEART_RATE, NOTE, ALLERGY, PROBLEM, SOMEBODY])(
    'returns the id and the stored resource of a created $resourceType',
    async (resource) => {
      const { resourceType } = resource;
      const outcome = await client.create(resourceType, resource, budget);
      const [stored] = created();
      expect(outcome).toMatchObject({
        kind: 'created',
        id: stored?.id,
        resource: { resourceType, id: stored?.id },
        existing: resourceType === 'Patient' ? false : null,
      });
      expect(stored?.submitted).toEqual(resource);
      expect(budget).toMatchObject({ requests: 1, warnings: [] });
    },
  );

  it('does not send a create that is too late, and reports WRITE_NOT_SENT', async () => {
    expect(await settledCode(client.create('Observation', reading, budget, () => true))).toBe(
      'WRITE_NOT_SENT',
    );
    expect([upstream(sandbox), created()]).toEqual([[], []]);
  });

  it('does not retry a create with a new token when it is too late', async () => {
    sandbox.fault({ match: CREATE, kind: 'status', status: 401 });
    let checks = 0;
    const isTooLate = (): boolean => (checks += 1) > 1;
    expect(await settledCode(client.create('Observation', reading, budget, isTooLate))).toBe(
      'WRITE_NOT_SENT',
    );
    expect([checks, upstream(sandbox), created()]).toEqual([2, ['create Observation', 'token'], []]);
  });

  it('sends a create as one POST of FHIR JSON with a bearer token and Prefer: return=representation', async () => {
    await client.create('Observation', reading, budget);
    expect(upstream(sandbox)).toEqual(['create Observation']);
    expect(sandbox.requests[0]).toMatchObject({
      method: 'POST',
      query: '',
      headers: {
        accept: 'application/fhir+json',
        'content-type': 'application/fhir+json',
        prefer: 'return=representation',
        'content-length': String(JSON.stringify(reading).length),
      },
    });
    expect(sandbox.requests[0]?.headers.authorization).toMatch(/^Bearer \S+$/);
  });

  it.each<[string, SandboxOptions['createAnswers']]>([
    ['no body', { representation: 'never' }],
    ['an absolute Location', { location: 'absolute' }],
    ['an absolute Location and no body', { location: 'absolute', representation: 'never' }],
    ['no Location', { location: 'missing' }],
    ['200', { status: 200 }],
    ['200, no Location', { status: 200, location: 'missing' }],
    ['200, no body', { status: 200, representation: 'never' }],
  ])('returns the id of the created resource from a response with %s', async (_name, createAnswers) => {
    await reopen({ createAnswers: createAnswers ?? {} });
    const { kind, id, resource } = await client.create('Observation', reading, budget);
    expect({ kind, id }).toEqual({ kind: 'created', id: created()[0]?.id });
    expect(resource?.id ?? null).toBe(createAnswers?.representation === 'never' ? null : id);
    expect(await client.read('Observation', id ?? '', budget)).toMatchObject({ id });
  });

  it('reports a create as accepted if the response contains no id', async () => {
    await reopen({ createAnswers: { location: 'missing', representation: 'never' } });
    expect(await client.create('Observation', reading, budget)).toEqual({
      kind: 'accepted',
      id: null,
      resource: null,
      existing: null,
    });
    expect(created()).toHaveLength(1);
  });

  it('reports a Patient who already existed, with their id', async () => {
    const { id } = await client.create('Patient', NEW_PATIENT, budget);
    expect(await client.create('Patient', NEW_PATIENT, budget)).toMatchObject({ id, existing: true });
  });

  it('does not coalesce equal creates', async () => {
    const hold = sandbox.hold(CREATE);
    const both = [NOTE, NOTE].map((note) => client.create('DocumentReference', note, budget));
    await expect.poll(() => hold.arrived).toBe(2);
    hold.release();
    const ids = (await Promise.all(both)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(created()).toHaveLength(2);
    expect(budget.requests).toBe(2);
  });

  it('opens a new connection for each create, because a kept-alive one may be closing', async () => {
    await client.read('Patient', 'eNobody', budget);
    await client.create('Observation', reading, budget);
    expect(sandbox.requests.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'close']);
  });

  it('logs the type and status of a create, and a warning for an unknown outcome, without the content', async () => {
    const logLines: string[] = [];
    await reconnect({ logLines });
    await client.create('Observation', reading, budget);
    sandbox.fault({ match: CREATE, kind: 'cut' });
    await expect(client.create('AllergyIntolerance', ALLERGY, budget)).rejects.toMatchObject(UNKNOWN);
    expect(logLines.slice(-2).map((line): unknown => JSON.parse(line))).toMatchObject([
      { event: 'upstream_request', interaction: 'create', resourceType: 'Observation', status: 201 },
      { event: 'write_outcome_unknown', level: 'warn', resourceType: 'AllergyIntolerance' },
    ]);
    expect(logLines.join('')).not.toMatch(/Amoxicillin|8867-4|http/);
  });
});

describe('a create that the FHIR server refuses', () => {
  it.each([
    ['a duplicate reading', 'ALREADY_EXISTS', {}],
    ['a closed encounter', 'BAD_USER_INPUT', { encounter: { reference: `Encounter/${CLOSED_ENCOUNTER}` } }],
    ['no subject', 'BAD_USER_INPUT', { subject: {} }],
    [
      'a restricted patient',
      'RESTRICTED_RECORD',
      { subject: { reference: 'Patient/eRestricted.Glass-000043' } },
    ],
  ])('fails a create with %s', async (_name, code, change) => {
    await client.create('Observation', reading, budget);
    const failing = client.create('Observation', { ...reading, ...change }, budget);
    await expect(failing).rejects.toMatchObject({ code });
    expect(created()).toHaveLength(1);
    expect(upstream(sandbox)).toEqual(['create Observation', 'create Observation']);
  });

  it('fails with FORBIDDEN if the registration lacks the API, without renewing the token', async () => {
    await reopen({ notEntitled: ['Observation.create'] });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message:
        "The FHIR server does not let the gateway create Observation: the app's registration there does not include the API.",
    });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });
});

/** Faults after which the client cannot know whether the server executed the create. */
const UNKNOWN_FAULTS: [name: string, fault: FaultKind][] = [
  ['a closed connection', { kind: 'cut' }],
  ['a truncated response', { kind: 'cut', afterBytes: 20 }],
  ['a response truncated after its head', { kind: 'cut', afterBytes: 0 }],
  ['truncated JSON', { kind: 'truncated-json' }],
  ['invalid JSON', { kind: 'bad-json' }],
  ['a page of HTML', { kind: 'html' }],
  ['500', { kind: 'status', status: 500 }],
  ['502 from a proxy', { kind: 'html', status: 502 }],
  ['503 with Retry-After', { kind: 'status', status: 503, headers: { 'Retry-After': '0' } }],
  ['504', { kind: 'status', status: 504 }],
  ['408', { kind: 'status', status: 408 }],
  ['303', { kind: 'redirect', status: 303, location: ELSEWHERE }],
];

describe.each([
  ['before the create is executed', false],
  ['after the create is executed', true],
])('a fault %s', (_moment, carriedOut) => {
  it.each(UNKNOWN_FAULTS)(
    'reports an unknown outcome and does not retry the create: %s',
    async (_name, fault) => {
      sandbox.fault({ match: CREATE, times: 3, carriedOut, ...fault });
      await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
      expect(upstream(sandbox)).toEqual(['create Observation']);
      expect(budget.requests).toBe(1);
    },
  );

  it('reports an unknown outcome when the create times out', async () => {
    await reconnect({ limits: { timeoutMs: 500 } });
    sandbox.fault({ match: CREATE, times: 3, kind: 'hang', carriedOut });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it.each([
    ['the caller', undefined],
    ['the deadline', new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.')],
  ])('reports an unknown outcome when %s aborts the create', async (_name, reason) => {
    const abort = new AbortController();
    const hold = sandbox.hold(CREATE, carriedOut ? 'carried-out' : 'arrived');
    const failing = client.create('Observation', reading, createRequestBudget(abort.signal));
    const settled = settledCode(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort(reason);
    expect(await settled).toBe('WRITE_OUTCOME_UNKNOWN');
    hold.release();
    expect(created()).toHaveLength(carriedOut ? 1 : 0);
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it.each([
    ['nests too deeply', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['has too many values', `[${'{},'.repeat(30_000)}{}]`],
  ])('reports an unknown outcome when the response %s', async (_name, extension) => {
    const body = `{"resourceType":"Observation","id":"e1","extension":${extension}}`;
    sandbox.fault({
      match: CREATE,
      kind: 'status',
      status: 201,
      contentType: 'application/fhir+json',
      headers: { Location: 'Observation/e1' },
      body,
      carriedOut,
    });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it('reports an unknown outcome when the gateway stops', async () => {
    const hold = sandbox.hold(CREATE, carriedOut ? 'carried-out' : 'arrived');
    const failing = client.create('Observation', reading, budget);
    const settled = settledCode(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    client.close();
    expect(await settled).toBe('WRITE_OUTCOME_UNKNOWN');
    hold.release();
  });
});

describe('a create that is not executed', () => {
  it.each<[string, FaultKind]>([
    ['UPSTREAM_RATE_LIMITED', { kind: 'status', status: 429, headers: { 'Retry-After': '0' } }],
    ['UPSTREAM_REJECTED', { kind: 'redirect', status: 307, location: ELSEWHERE }],
    ['UPSTREAM_REJECTED', { kind: 'redirect', status: 308, location: ELSEWHERE }],
    ['UPSTREAM_REJECTED', { kind: 'html', status: 404 }],
  ])('fails with %s and does not retry the create: %o', async (code, fault) => {
    sandbox.fault({ match: {}, times: 3, ...fault });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({ code });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it('retries a create with a new token after an expired one', async () => {
    sandbox.expireTokens();
    expect(await client.create('Observation', reading, budget)).toMatchObject({ kind: 'created' });
    expect(upstream(sandbox)).toEqual(['create Observation', 'token', 'create Observation']);
    expect(created()).toHaveLength(1);
    expect(budget.requests).toBe(2);
  });

  it('retries a create with a new token only once, and only within the request budget', async () => {
    sandbox.fault({ match: CREATE, times: 9, kind: 'expired-token' });
    const failure = { code: 'UPSTREAM_AUTHENTICATION_FAILED' };
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(failure);
    expect(upstream(sandbox)).toEqual(['create Observation', 'token', 'create Observation']);
    const bound = createRequestBudget(undefined, 1);
    await expect(client.create('Observation', reading, bound)).rejects.toMatchObject(failure);
    expect(bound.requests).toBe(1);
  });

  it('reports an unknown outcome when the retry with a new token gets no response', async () => {
    sandbox.expireTokens();
    sandbox.fault({ match: CREATE, kind: 'expired-token' });
    sandbox.fault({ match: CREATE, kind: 'cut' });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
  });
});

describe('a create that is never sent', () => {
  it('fails with UPSTREAM_UNAVAILABLE if the connection is refused', async () => {
    const origin = await unusedOrigin();
    const other = await clientOf(
      { ...sandbox, baseUrl: `${origin}/R4` },
      { connection: { tokenUrl: sandbox.tokenUrl } },
    );
    await expect(other.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    other.close();
  });

  it('fails with UPSTREAM_UNAVAILABLE if the TLS handshake fails', async () => {
    const server = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const origin = server.origin.replace('http:', 'https:');
    const other = await clientOf(
      { ...sandbox, baseUrl: `${origin}/R4` },
      { connection: { tokenUrl: sandbox.tokenUrl } },
    );
    await expect(other.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(server.connections).toBe(1);
    other.close();
    await server.close();
  });

  it('fails with the error of the token request if that fails', async () => {
    sandbox.expireTokens();
    const other = await clientOf(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
    sandbox.fault({ match: { operation: 'token' }, times: 9, kind: 'status', status: 429 });
    await expect(other.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    expect(upstream(sandbox)).toEqual(['token']);
    expect(budget.requests).toBe(0);
    other.close();
  });

  it('fails with the error of the token request if the renewal fails', async () => {
    sandbox.expireTokens();
    sandbox.fault({ match: { operation: 'token' }, times: 9, kind: 'status', status: 429 });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    expect(upstream(sandbox)).toEqual(['create Observation', 'token']);
  });

  it('fails with OPERATION_TOO_EXPENSIVE when the request budget is exhausted', async () => {
    const bound = createRequestBudget(undefined, 1);
    await client.create('Observation', reading, bound);
    await expect(client.create('DocumentReference', NOTE, bound)).rejects.toMatchObject({
      code: 'OPERATION_TOO_EXPENSIVE',
    });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it.each([
    ['OPERATION_ABORTED', undefined],
    ['OPERATION_TIMEOUT', new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.')],
  ])('fails with %s without a request if the operation was aborted before', async (code, reason) => {
    const aborted = createRequestBudget(AbortSignal.abort(reason));
    await expect(client.create('Observation', reading, aborted)).rejects.toMatchObject({ code });
    expect(sandbox.requests).toEqual([]);
  });

  it('aborts immediately while it waits for a token, and is not sent later', async () => {
    const other = await clientOf(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
    const hold = sandbox.hold({ operation: 'token' });
    const abort = new AbortController();
    const failing = other.create('Observation', reading, createRequestBudget(abort.signal));
    const settled = settledCode(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort();
    expect(await settled).toBe('OPERATION_ABORTED');
    hold.release();
    await other.read('Patient', 'eNobody', budget);
    expect(upstream(sandbox)).toEqual(['token', 'read Patient']);
    other.close();
  });

  it('aborts immediately while it waits in the queue, is not sent later, and frees its place', async () => {
    await reconnect({ limits: { maxConcurrency: 1 } });
    const hold = sandbox.hold({ operation: 'read' });
    const read = client.read('Patient', 'eNobody', budget);
    await expect.poll(() => hold.arrived).toBe(1);
    const abort = new AbortController();
    const failing = client.create('Observation', reading, createRequestBudget(abort.signal));
    const settled = settledCode(failing);
    // The create is in the queue after this turn of the event loop.
    await turnOfTheLoop();
    abort.abort();
    expect(await settled).toBe('OPERATION_ABORTED');
    const next = client.create('DocumentReference', NOTE, budget);
    hold.release();
    await Promise.all([read, next]);
    expect(upstream(sandbox)).toEqual(['read Patient', 'create DocumentReference']);
  });

  it('shares the concurrency limit with reads', async () => {
    await reconnect({ limits: { maxConcurrency: 1 } });
    const hold = sandbox.hold(CREATE);
    const creating = client.create('Observation', reading, budget);
    await expect.poll(() => hold.arrived).toBe(1);
    const read = client.read('Patient', 'eNobody', budget);
    // A read that did not wait would arrive before this response.
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(upstream(sandbox)).toEqual(['create Observation', 'metadata']);
    hold.release();
    await Promise.all([creating, read]);
    expect(upstream(sandbox)).toEqual(['create Observation', 'metadata', 'read Patient']);
  });
});
