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
/** Below the base URL, where a read would follow. */
const ELSEWHERE = '/interconnect-sandbox-oauth/api/FHIR/R4/Condition';
const UNKNOWN = { code: 'WRITE_OUTCOME_UNKNOWN' };

/** For the tests that have no wishes of their own. */
let ordinary: Sandbox;
let sandbox: Sandbox;
let client: EpicClient;
let budget: RequestBudget;
/** A heart rate at an instant at which there is none yet. */
let reading: Observation;
let minutes = 0;
let createdBefore = 0;

/** With a token that is there already, so that what is recorded are creates alone. */
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

/** `created`, or the code of the error. */
function toldOf(outcome: Promise<unknown>): Promise<unknown> {
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
    'of $resourceType gives the id, and what the server has stored',
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

  it('that comes too late to be sent is not, and the answer says so', async () => {
    expect(await toldOf(client.create('Observation', reading, budget, () => true))).toBe('WRITE_NOT_SENT');
    expect([upstream(sandbox), created()]).toEqual([[], []]);
  });

  it('that comes too late to be sent once more, with another token, is not', async () => {
    sandbox.fault({ match: CREATE, kind: 'status', status: 401 });
    let asked = 0;
    const isTooLate = (): boolean => (asked += 1) > 1;
    expect(await toldOf(client.create('Observation', reading, budget, isTooLate))).toBe('WRITE_NOT_SENT');
    expect([asked, upstream(sandbox), created()]).toEqual([2, ['create Observation', 'token'], []]);
  });

  it('is one POST of FHIR JSON, with a bearer, that asks for the resource', async () => {
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
  ])('gives the id of what was created from an answer with %s', async (_name, createAnswers) => {
    await reopen({ createAnswers: createAnswers ?? {} });
    const { kind, id, resource } = await client.create('Observation', reading, budget);
    expect({ kind, id }).toEqual({ kind: 'created', id: created()[0]?.id });
    expect(resource?.id ?? null).toBe(createAnswers?.representation === 'never' ? null : id);
    expect(await client.read('Observation', id ?? '', budget)).toMatchObject({ id });
  });

  it('is accepted where nothing says under which id', async () => {
    await reopen({ createAnswers: { location: 'missing', representation: 'never' } });
    expect(await client.create('Observation', reading, budget)).toEqual({
      kind: 'accepted',
      id: null,
      resource: null,
      existing: null,
    });
    expect(created()).toHaveLength(1);
  });

  it('of a Patient who was there before says so, with their id', async () => {
    const { id } = await client.create('Patient', NEW_PATIENT, budget);
    expect(await client.create('Patient', NEW_PATIENT, budget)).toMatchObject({ id, existing: true });
  });

  it('is sent as often as it is requested: equal ones are not coalesced, and both are stored', async () => {
    const hold = sandbox.hold(CREATE);
    const both = [NOTE, NOTE].map((note) => client.create('DocumentReference', note, budget));
    await expect.poll(() => hold.arrived).toBe(2);
    hold.release();
    const ids = (await Promise.all(both)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(created()).toHaveLength(2);
    expect(budget.requests).toBe(2);
  });

  it('goes over a connection of its own, since a kept one may just be closing', async () => {
    await client.read('Patient', 'eNobody', budget);
    await client.create('Observation', reading, budget);
    expect(sandbox.requests.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'close']);
  });

  it('is logged by its type and status, and unknown outcomes as warnings, with nothing of what was sent', async () => {
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

describe('a create that the server refuses', () => {
  it.each([
    ['a reading that is there', 'ALREADY_EXISTS', {}],
    ['a closed encounter', 'BAD_USER_INPUT', { encounter: { reference: `Encounter/${CLOSED_ENCOUNTER}` } }],
    ['no subject', 'BAD_USER_INPUT', { subject: {} }],
    [
      'a restricted patient',
      'RESTRICTED_RECORD',
      { subject: { reference: 'Patient/eRestricted.Glass-000043' } },
    ],
  ])('is an error: %s', async (_name, code, change) => {
    await client.create('Observation', reading, budget);
    const failing = client.create('Observation', { ...reading, ...change }, budget);
    await expect(failing).rejects.toMatchObject({ code });
    expect(created()).toHaveLength(1);
    expect(upstream(sandbox)).toEqual(['create Observation', 'create Observation']);
  });

  it('is FORBIDDEN where the API is not on the registration, and the token is not renewed', async () => {
    await reopen({ notEntitled: ['Observation.create'] });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message:
        "The FHIR server does not let the gateway create Observation: the app's registration there does not include the API.",
    });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });
});

/** What happens to a create, and how it is reported. `carriedOut` makes no difference: nobody can see it from here. */
const UNKNOWN_FAULTS: [name: string, fault: FaultKind][] = [
  ['the connection is cut', { kind: 'cut' }],
  ['the answer breaks off', { kind: 'cut', afterBytes: 20 }],
  ['the answer breaks off behind its head', { kind: 'cut', afterBytes: 0 }],
  ['the JSON breaks off', { kind: 'truncated-json' }],
  ['the answer is no JSON', { kind: 'bad-json' }],
  ['a page of HTML comes', { kind: 'html' }],
  ['500', { kind: 'status', status: 500 }],
  ['502 of a proxy', { kind: 'html', status: 502 }],
  ['503, to be tried again', { kind: 'status', status: 503, headers: { 'Retry-After': '0' } }],
  ['504', { kind: 'status', status: 504 }],
  ['408', { kind: 'status', status: 408 }],
  ['303', { kind: 'redirect', status: 303, location: ELSEWHERE }],
];

describe.each([
  ['before it is carried out', false],
  ['after it is carried out', true],
])('a fault %s', (_moment, carriedOut) => {
  it.each(UNKNOWN_FAULTS)(
    'leaves the outcome unknown, and it is not sent again: %s',
    async (_name, fault) => {
      sandbox.fault({ match: CREATE, times: 3, carriedOut, ...fault });
      await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
      expect(upstream(sandbox)).toEqual(['create Observation']);
      expect(budget.requests).toBe(1);
    },
  );

  it('leaves the outcome unknown where no answer comes in time', async () => {
    await reconnect({ limits: { timeoutMs: 500 } });
    sandbox.fault({ match: CREATE, times: 3, kind: 'hang', carriedOut });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it.each([
    ['by its caller', undefined],
    ['by its deadline', new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.')],
  ])('leaves the outcome unknown where it is given up %s', async (_name, reason) => {
    const abort = new AbortController();
    const hold = sandbox.hold(CREATE, carriedOut ? 'carried-out' : 'arrived');
    const failing = client.create('Observation', reading, createRequestBudget(abort.signal));
    const told = toldOf(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort(reason);
    expect(await told).toBe('WRITE_OUTCOME_UNKNOWN');
    hold.release();
    expect(created()).toHaveLength(carriedOut ? 1 : 0);
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it.each([
    ['nests too deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['has too many values', `[${'{},'.repeat(30_000)}{}]`],
  ])('leaves the outcome unknown where the answer %s', async (_name, extension) => {
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

  it('leaves the outcome unknown where the gateway stops', async () => {
    const hold = sandbox.hold(CREATE, carriedOut ? 'carried-out' : 'arrived');
    const failing = client.create('Observation', reading, budget);
    const told = toldOf(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    client.close();
    expect(await told).toBe('WRITE_OUTCOME_UNKNOWN');
    hold.release();
  });
});

describe('a create that is not executed', () => {
  it.each<[string, FaultKind]>([
    ['UPSTREAM_RATE_LIMITED', { kind: 'status', status: 429, headers: { 'Retry-After': '0' } }],
    ['UPSTREAM_REJECTED', { kind: 'redirect', status: 307, location: ELSEWHERE }],
    ['UPSTREAM_REJECTED', { kind: 'redirect', status: 308, location: ELSEWHERE }],
    ['UPSTREAM_REJECTED', { kind: 'html', status: 404 }],
  ])('is %s, and not sent again: %o', async (code, fault) => {
    sandbox.fault({ match: {}, times: 3, ...fault });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({ code });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it('goes out once more with a new token, where the server does not accept the one that it had', async () => {
    sandbox.expireTokens();
    expect(await client.create('Observation', reading, budget)).toMatchObject({ kind: 'created' });
    expect(upstream(sandbox)).toEqual(['create Observation', 'token', 'create Observation']);
    expect(created()).toHaveLength(1);
    expect(budget.requests).toBe(2);
  });

  it('does so once, and only where the operation may send as much', async () => {
    sandbox.fault({ match: CREATE, times: 9, kind: 'expired-token' });
    const failure = { code: 'UPSTREAM_AUTHENTICATION_FAILED' };
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(failure);
    expect(upstream(sandbox)).toEqual(['create Observation', 'token', 'create Observation']);
    const bound = createRequestBudget(undefined, 1);
    await expect(client.create('Observation', reading, bound)).rejects.toMatchObject(failure);
    expect(bound.requests).toBe(1);
  });

  it('is unknown where it is the second one that gets no answer', async () => {
    sandbox.expireTokens();
    sandbox.fault({ match: CREATE, kind: 'expired-token' });
    sandbox.fault({ match: CREATE, kind: 'cut' });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
  });
});

describe('a create that is never sent', () => {
  it('is UPSTREAM_UNAVAILABLE where nobody listens', async () => {
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

  it('is UPSTREAM_UNAVAILABLE where the certificate or the handshake is no good', async () => {
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

  it('has the error of the token where none is to be had', async () => {
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

  it('has the error of the token where the second one is not to be had', async () => {
    sandbox.expireTokens();
    sandbox.fault({ match: { operation: 'token' }, times: 9, kind: 'status', status: 429 });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    expect(upstream(sandbox)).toEqual(['create Observation', 'token']);
  });

  it('is OPERATION_TOO_EXPENSIVE where the operation has sent as many as it may', async () => {
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
  ])('is %s where it was given up before', async (code, reason) => {
    const given = createRequestBudget(AbortSignal.abort(reason));
    await expect(client.create('Observation', reading, given)).rejects.toMatchObject({ code });
    expect(sandbox.requests).toEqual([]);
  });

  it('is aborted at once while it waits for a token, and not sent when that comes', async () => {
    const other = await clientOf(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
    const hold = sandbox.hold({ operation: 'token' });
    const abort = new AbortController();
    const failing = other.create('Observation', reading, createRequestBudget(abort.signal));
    const told = toldOf(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort();
    expect(await told).toBe('OPERATION_ABORTED');
    hold.release();
    await other.read('Patient', 'eNobody', budget);
    expect(upstream(sandbox)).toEqual(['token', 'read Patient']);
    other.close();
  });

  it('is aborted at once while it waits in the queue, is not sent later, and frees its place for others', async () => {
    await reconnect({ limits: { maxConcurrency: 1 } });
    const hold = sandbox.hold({ operation: 'read' });
    const read = client.read('Patient', 'eNobody', budget);
    await expect.poll(() => hold.arrived).toBe(1);
    const abort = new AbortController();
    const failing = client.create('Observation', reading, createRequestBudget(abort.signal));
    const told = toldOf(failing);
    // Until it stands in the queue.
    await turnOfTheLoop();
    abort.abort();
    expect(await told).toBe('OPERATION_ABORTED');
    const next = client.create('DocumentReference', NOTE, budget);
    hold.release();
    await Promise.all([read, next]);
    expect(upstream(sandbox)).toEqual(['read Patient', 'create DocumentReference']);
  });

  it('waits for its turn among the reads', async () => {
    await reconnect({ limits: { maxConcurrency: 1 } });
    const hold = sandbox.hold(CREATE);
    const creating = client.create('Observation', reading, budget);
    await expect.poll(() => hold.arrived).toBe(1);
    const read = client.read('Patient', 'eNobody', budget);
    // Much slower than the read would be, if that did not wait.
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(upstream(sandbox)).toEqual(['create Observation', 'metadata']);
    hold.release();
    await Promise.all([creating, read]);
    expect(upstream(sandbox)).toEqual(['create Observation', 'metadata', 'read Patient']);
  });
});
