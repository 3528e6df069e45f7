import { type FaultKind, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpicLimits } from '../../src/config/config.ts';
import type { EpicClient } from '../../src/epic/client.ts';
import { matching } from '../support/expected.ts';
import { rejectionOf } from '../support/refusal.ts';
import { budgetOf, codesOf, readyClient, until } from './client.ts';

vi.setConfig({ testTimeout: 30_000 });

const DOWN: FaultKind = { kind: 'status', status: 502 };
/** Longer than any circuit is open. */
const LATER_MS = 6_000;

let sandbox: Sandbox;
let client: EpicClient;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(async () => {
  vi.useRealTimers();
  client.close();
  await sandbox.close();
});

async function start(limits: Partial<EpicLimits> = {}): Promise<void> {
  client = await readyClient(sandbox, limits);
}

/** Circuits go by this clock alone. */
function passTime(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

const budget = budgetOf('a');
let searches = 0;
/** No two are equal, so that none is shared. */
const search = (type: 'Observation' | 'Condition' | 'Encounter', count = 1): Promise<unknown>[] =>
  Array.from({ length: count }, () => {
    searches += 1;
    return client.search(
      type,
      {
        patient: CAMILA_LOPEZ,
        _count: String(searches),
        ...(type === 'Observation' ? { category: 'laboratory' } : {}),
      },
      budget,
    );
  });
const read = (): Promise<unknown>[] => [client.read('Patient', CAMILA_LOPEZ, budget)];

const create = (): Promise<unknown> =>
  client.create('Patient', { resourceType: 'Patient', name: [{ family: 'A' }] }, budget);

describe('a type of record that fails', () => {
  it('a resource type is left alone after five failures, and the other types are not affected', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, ...DOWN });
    await codesOf(search('Observation', 5));
    sandbox.clearRequests();
    expect(await rejectionOf(search('Observation')[0] ?? Promise.resolve())).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      message: matching(
        /^The circuit breaker for searches of Observation is open .* in about \d s\. Retry then\.$/,
      ),
    });
    expect(sandbox.requests).toEqual([]);
    expect(await codesOf([...search('Condition', 3), ...read()])).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(client.health().requestClasses.search).toMatchObject({
      state: 'closed',
      refusedTypes: ['Observation'],
    });
  });

  it('a resource type that failed gets one trial after some seconds, and answers as soon as it can', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, ...DOWN });
    await codesOf(search('Observation', 5));
    passTime(LATER_MS);
    sandbox.clearRequests();
    expect(await codesOf(search('Observation', 8))).toEqual(
      Array.from({ length: 8 }, () => 'UPSTREAM_UNAVAILABLE'),
    );
    // One request, and its two repetitions.
    expect(sandbox.requests).toHaveLength(3);
    sandbox.clearFaults();
    passTime(LATER_MS);
    expect(await codesOf(search('Observation', 8))).toEqual(Array.from({ length: 8 }, () => 'ok'));
  });

  it('a resource type that is down never opens the circuit of its kind', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, ...DOWN });
    for (let round = 0; round < 25; round += 1) {
      passTime(LATER_MS);
      await codesOf(search('Observation', 2));
    }
    expect(client.health().requestClasses.search.state).toBe('closed');
    expect(await codesOf(search('Condition'))).toEqual(['ok']);
  });

  it.each<[what: string, fault: FaultKind]>([
    [
      'stumbles over single records',
      { kind: 'json', status: 500, body: { resourceType: 'OperationOutcome' } },
    ],
    ['refuses', { kind: 'status', status: 403 }],
    ['is not FHIR', { kind: 'html' }],
    ['answers half', { kind: 'truncated-json' }],
  ])('a resource type that %s is requested as before', async (_what, fault) => {
    await start();
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, ...fault });
    await codesOf(search('Observation', 20));
    expect(client.health().requestClasses.search).toMatchObject({ state: 'closed', refusedTypes: [] });
    sandbox.clearFaults();
    expect(await codesOf(search('Observation'))).toEqual(['ok']);
  });
});

describe('a server that fails', () => {
  it('a server that fails opens the circuits of the requested kinds, and queued requests fail at once', async () => {
    await start({ maxConcurrency: 10 });
    sandbox.fault({ match: { operation: 'search' }, times: Infinity, ...DOWN });
    const all = [...search('Observation', 4), ...search('Condition', 4), ...search('Encounter', 200)];
    expect(new Set(await codesOf(all))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(client.health().requestClasses.search).toMatchObject({ state: 'open', queued: 0 });
    expect(sandbox.requests.length).toBeLessThanOrEqual(3 * 20);
    sandbox.clearRequests();
    expect(await codesOf([...search('Encounter', 50), ...read()])).toEqual([
      ...Array.from({ length: 50 }, () => 'UPSTREAM_UNAVAILABLE'),
      'ok',
    ]);
    expect(sandbox.requests).toHaveLength(1);
  });

  it('the next request some seconds later finds that the server is back', async () => {
    await start();
    sandbox.fault({ match: { operation: 'search' }, times: Infinity, ...DOWN });
    await codesOf([...search('Observation', 8), ...search('Condition', 8)]);
    expect(client.health().requestClasses.search.state).toBe('open');
    sandbox.clearFaults();
    passTime(LATER_MS);
    expect(client.health().requestClasses.search.state).toBe('half-open');
    expect(await codesOf(search('Observation', 20))).toEqual(Array.from({ length: 20 }, () => 'ok'));
    expect(client.health().requestClasses.search.state).toBe('closed');
  });

  it('a kind that hangs does not delay the kinds that answer', async () => {
    await start({ maxConcurrency: 4, timeoutMs: 200 });
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, kind: 'hang' });
    const hanging = codesOf(search('Observation', 40));
    const others = codesOf(search('Condition', 4));
    expect(await others).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(new Set(await hanging)).toEqual(new Set(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']));
    expect(sandbox.requests.filter(({ resourceType }) => resourceType === 'Observation').length).toBeLessThan(
      12,
    );
  });

  it('writes resume only after a successful trial, and no refused write is sent', async () => {
    await start();
    sandbox.fault({ match: { operation: 'create' }, times: Infinity, ...DOWN });
    for (let count = 0; count < 5; count += 1) await codesOf([create()]);
    expect(sandbox.requests).toHaveLength(5);
    expect(await rejectionOf(create())).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: matching(/^The circuit/),
    });
    expect(sandbox.requests).toHaveLength(5);
  });
});

describe('a token endpoint that fails', () => {
  it('a token endpoint that fails is left alone while its circuit is open, and used again once it is back', async () => {
    await start();
    sandbox.expireTokens();
    sandbox.fault({ match: { operation: 'token' }, times: Infinity, ...DOWN });
    for (let count = 0; count < 3; count += 1) await codesOf(search('Condition'));
    expect(client.health().token).toMatchObject({ state: 'open' });
    sandbox.clearRequests();
    expect(new Set(await codesOf(search('Condition', 20)))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(sandbox.requests).toEqual([]);
    // What was not sent is no failure of the FHIR server.
    expect(client.health().requestClasses.search).toMatchObject({ state: 'closed', refusedTypes: [] });
    sandbox.clearFaults();
    passTime(LATER_MS);
    expect(await codesOf(search('Condition', 3))).toEqual(['ok', 'ok', 'ok']);
    expect(client.health().token).toEqual({ state: 'closed', remainingOpenMs: 0 });
  });
});

describe('a server that asks for a pause', () => {
  it('a pause that the server asks for holds for all, and queued requests are answered afterwards', async () => {
    await start();
    sandbox.fault({
      match: { resourceType: 'Condition' },
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '1' },
    });
    const started = performance.now();
    const paused = search('Condition');
    await until(() => client.health().pausedForMs > 0);
    expect(await codesOf([...paused, ...search('Observation', 3)])).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(client.health().pausedForMs).toBe(0);
  });

  it('a pause that is too long to wait for fails every request at once', async () => {
    await start({ maxConcurrency: 1 });
    const hold = sandbox.hold({ resourceType: 'Condition' });
    sandbox.fault({
      match: { resourceType: 'Condition' },
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '60' },
    });
    const refused = search('Condition');
    await until(() => hold.arrived === 1);
    const waiting = search('Observation', 2);
    await until(() => client.health().requestClasses.search.queued === 2);
    hold.release();
    expect(new Set(await codesOf([...refused, ...waiting]))).toEqual(new Set(['UPSTREAM_RATE_LIMITED']));
    expect(await rejectionOf(read()[0] ?? Promise.resolve())).toEqual({
      code: 'UPSTREAM_RATE_LIMITED',
      message: matching(/^The FHIR server accepts no requests for about (?:60|[1-5]\d) s\. Retry then\.$/),
    });
    expect(sandbox.requests).toHaveLength(1);
    expect(client.health().pausedForMs).toBeGreaterThan(10_000);
  });

  it('after a pause the server gets half as many requests, and then gradually more', async () => {
    await start({ maxConcurrency: 8 });
    expect(client.health().concurrency).toEqual({ configured: 8, own: 8, now: 8 });
    sandbox.fault({ match: { operation: 'search' }, times: 3, kind: 'status', status: 429 });
    await codesOf(search('Condition'));
    expect(client.health().concurrency.now).toBeLessThanOrEqual(4);
    const hold = sandbox.hold({ operation: 'search' });
    const few = search('Condition', 8);
    await until(() => hold.arrived === client.health().concurrency.now);
    expect(client.health().requestClasses.search.inFlight).toBe(hold.arrived);
    hold.release();
    await codesOf([...few, ...search('Condition', 120)]);
    expect(client.health().concurrency.now).toBe(8);
  });
});
