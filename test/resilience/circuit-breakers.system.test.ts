import { type FaultKind, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpicLimits } from '../../src/config/server-settings.ts';
import type { SiteClient } from '../support/site.ts';
import { matching } from '../support/expected.ts';
import { PATIENCE } from '../support/patience.ts';
import { rejectionOf } from '../support/refusal.ts';
import { passTime as passTimeouts, until } from '../support/time.ts';
import { budgetOf, codesOf, readyClient } from './client.ts';

vi.setConfig({ testTimeout: 120_000 });

const DOWN: FaultKind = { kind: 'status', status: 502 };
/** Longer than a circuit stays open. */
const LATER_MS = 6_000;

let sandbox: Sandbox;
let client: SiteClient;

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

/** Advances the only clock that circuits use. */
function passTime(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

const budget = budgetOf('a');
let searches = 0;
/** Starts different searches, because equal ones would share a request. */
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

describe('a failing resource type', () => {
  it('sends no requests for a resource type after five failures, and still sends those for other types', async () => {
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

  it('sends one trial for a failed resource type after some seconds, and recovers with the server', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, ...DOWN });
    await codesOf(search('Observation', 5));
    passTime(LATER_MS);
    sandbox.clearRequests();
    expect(await codesOf(search('Observation', 8))).toEqual(
      Array.from({ length: 8 }, () => 'UPSTREAM_UNAVAILABLE'),
    );
    // One request and its two retries.
    expect(sandbox.requests).toHaveLength(3);
    sandbox.clearFaults();
    passTime(LATER_MS);
    expect(await codesOf(search('Observation', 8))).toEqual(Array.from({ length: 8 }, () => 'ok'));
  });

  it('never opens the circuit of all searches because of one failing resource type', async () => {
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
    ['fails on single records', { kind: 'json', status: 500, body: { resourceType: 'OperationOutcome' } }],
    ['is forbidden', { kind: 'status', status: 403 }],
    ['returns HTML', { kind: 'html' }],
    ['returns truncated JSON', { kind: 'truncated-json' }],
  ])('keeps sending requests for a resource type that %s', async (_what, fault) => {
    await start();
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, ...fault });
    await codesOf(search('Observation', 20));
    expect(client.health().requestClasses.search).toMatchObject({ state: 'closed', refusedTypes: [] });
    sandbox.clearFaults();
    expect(await codesOf(search('Observation'))).toEqual(['ok']);
  });
});

describe('a failing FHIR server [T3-D7]', () => {
  it('opens the circuit of searches, and fails queued searches at once', async () => {
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

  it('closes the circuit of searches with the next request after the server recovers', async () => {
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

  it('does not delay searches of other types while one type hangs', async () => {
    await start({ maxConcurrency: 8 });
    sandbox.fault({ match: { resourceType: 'Observation' }, times: Infinity, kind: 'hang' });
    const [hanging, others] = await passTimeouts(
      PATIENCE.timeout,
      () => sandbox.requests.length === 6 && client.health().requestClasses.search.queued === 38,
      () => Promise.all([codesOf(search('Observation', 40)), codesOf(search('Condition', 4))]),
    );
    expect(others).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(new Set(hanging)).toEqual(new Set(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']));
    expect(sandbox.requests.filter(({ resourceType }) => resourceType === 'Observation')).toHaveLength(6);
  });

  it('opens the circuit of writes, and sends no refused write', async () => {
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

describe('a failing token endpoint', () => {
  it('sends no token requests while the token circuit is open, and recovers with the endpoint', async () => {
    await start();
    sandbox.expireTokens();
    sandbox.fault({ match: { operation: 'token' }, times: Infinity, ...DOWN });
    for (let count = 0; count < 3; count += 1) await codesOf(search('Condition'));
    expect(client.health().token).toMatchObject({ state: 'open' });
    sandbox.clearRequests();
    expect(new Set(await codesOf(search('Condition', 20)))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(sandbox.requests).toEqual([]);
    // Unsent searches do not count as failures of the FHIR server.
    expect(client.health().requestClasses.search).toMatchObject({ state: 'closed', refusedTypes: [] });
    sandbox.clearFaults();
    passTime(LATER_MS);
    expect(await codesOf(search('Condition', 3))).toEqual(['ok', 'ok', 'ok']);
    expect(client.health().token).toEqual({ state: 'closed', remainingOpenMs: 0 });
  });
});

describe('a FHIR server that answers with Retry-After [T3-D7]', () => {
  it('pauses all requests for a short Retry-After, and completes them afterwards', async () => {
    await start();
    sandbox.fault({
      match: { resourceType: 'Condition' },
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '1' },
    });
    // Stops the clock of pauses, so that this one lasts until the others wait for its end.
    vi.useFakeTimers({ toFake: ['performance'] });
    const paused = search('Condition');
    await until(() => client.health().pausedForMs > 0);
    const others = search('Observation', 3);
    await until(() => client.health().requestClasses.search.queued === 3);
    expect(sandbox.requests).toHaveLength(1);
    vi.useRealTimers();
    expect(await codesOf([...paused, ...others])).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(client.health().pausedForMs).toBe(0);
  });

  it('fails every request at once during a long Retry-After', async () => {
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

  it('halves the concurrency after a 429, and then increases it gradually', async () => {
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
