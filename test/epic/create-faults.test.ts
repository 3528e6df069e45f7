import { type FaultKind, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Observation } from '../../src/fhir/types.ts';
import {
  CREATE,
  type CreateSession,
  ELSEWHERE,
  settledCode,
  startCreateSession,
  UNKNOWN,
} from './create-session.ts';
import { type ClientOptions, upstream } from './epic-client.ts';

let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;
let reading: Observation;
let created: CreateSession['created'];

async function connect(options: ClientOptions = {}): Promise<void> {
  ({ client, budget, reading, created } = await startCreateSession(sandbox, options));
}

async function reconnect(options: ClientOptions): Promise<void> {
  client.close();
  await connect(options);
}

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => connect());

afterEach(() => {
  client.close();
  sandbox.clearFaults();
});

afterAll(() => sandbox.close());

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
      expect(budget.usage.requests).toBe(1);
    },
  );

  it('reports an unknown outcome when the create times out', async () => {
    await reconnect({ limits: { timeoutMs: 2_000 } });
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
  ])('reports an unknown outcome when the response %s [T3-D4]', async (_name, extension) => {
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
    expect(budget.usage.requests).toBe(2);
  });

  it('retries a create with a new token only once, and only within the request budget', async () => {
    sandbox.fault({ match: CREATE, times: 9, kind: 'expired-token' });
    const failure = { code: 'UPSTREAM_AUTHENTICATION_FAILED' };
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(failure);
    expect(upstream(sandbox)).toEqual(['create Observation', 'token', 'create Observation']);
    const bound = createRequestBudget(undefined, 1);
    await expect(client.create('Observation', reading, bound)).rejects.toMatchObject({
      code: 'OPERATION_TOO_EXPENSIVE',
    });
    expect(bound.usage.requests).toBe(1);
  });

  it('reports an unknown outcome when the retry with a new token gets no response', async () => {
    sandbox.expireTokens();
    sandbox.fault({ match: CREATE, kind: 'expired-token' });
    sandbox.fault({ match: CREATE, kind: 'cut' });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject(UNKNOWN);
  });
});
