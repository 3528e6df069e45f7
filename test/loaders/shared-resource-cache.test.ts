import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { createSealer } from '../../src/auth/sealer.ts';
import { parseScopes } from '../../src/access/scopes.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { asSent } from '../support/as-sent.ts';
import type { Operations } from '../support/operation.ts';
import { PATIENCE } from '../support/patience.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';
import { type CacheReplicas, createCacheReplicas, LOCATION_IDS } from './cache-replicas.ts';

const SECOND = 1_000;
const [one = '', other = '', third = ''] = LOCATION_IDS;

let sandbox: Sandbox;
let clock: number;
let replicas: CacheReplicas;

beforeEach(async () => {
  sandbox = await borrowSandbox();
  clock = Date.now();
  replicas = createCacheReplicas(sandbox, () => clock);
});

afterEach(async () => {
  await replicas.close();
  await sandbox.close();
});

function callerWith(scopes: string, more: Partial<Caller> = {}): Caller {
  return { ...ANONYMOUS_CALLER, subject: 'somebody', scopes: parseScopes(scopes), ...more };
}

/** Returns the version of the location of a day of November 2026. */
const version = (day: number) => ({
  resourceType: 'Location' as const,
  id: one,
  meta: { lastUpdated: `2026-11-0${day}T12:00:00Z` },
});

/** A shared state that finds nothing and stores nothing. */
const NO_STATE: SharedState = {
  run: async () => null,
  get: async () => null,
  set: async () => undefined,
  health: () => ({ isUp: true, since: 0 }),
  begun: Promise.resolve(undefined),
  close: () => undefined,
};

describe('a record that is not cached', () => {
  it.each([
    ['nests too deeply', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['has thousands of elements', `[${'{},'.repeat(3_000)}{}]`],
    ['has a string of megabytes', JSON.stringify('x'.repeat(2_000_000))],
  ])('replaces no entry and removes the old one if a record %s', async (_what, extension) => {
    const replica = await replicas.start();
    await replicas.read(replica, [one]);
    const { sharedCache } = replica.begin().operation;
    const large: unknown = JSON.parse(`{"resourceType":"Location","id":"${one}","extension":${extension}}`);
    sharedCache?.store(asSent(large));
    expect((await replicas.read(replica, [one])).calls).toEqual([`Location/${one}`]);
  });
});

it('traverses a record with thousands of elements only until they are too many [T3-D4]', async () => {
  let visits = 0;
  const contained = {
    get resourceType() {
      visits += 1;
      return 'Location';
    },
  };
  const replica = await replicas.start();
  const extension = Array.from({ length: 3_000 }, () => ({}));
  const location = { resourceType: 'Location', id: one, extension, contained: [contained] };
  replica.begin().operation.sharedCache?.store(asSent(location));
  expect(visits).toBe(0);
});

describe('a cached Endpoint [T1-I14]', () => {
  it('has no credentials that a replica of an older release shared', async () => {
    const endpoint = { resourceType: 'Endpoint', id: 'e', status: 'active', name: 'Archive' };
    const replica = await replicas.start({ state: { ...NO_STATE, get: async () => sealed } });
    const { client, sharedCache } = replica.begin().operation;
    const sealer = createSealer({
      lifetimeSeconds: 3_600,
      now: () => clock,
      key: replica.site.deriveKey('directory'),
    });
    const sealed = await sealer.seal(
      { at: clock, text: JSON.stringify({ ...endpoint, header: ['Authorization: Basic CANARY'] }) },
      { issuer: client.upstream, subject: 'Endpoint/e', audience: 'directory' },
    );
    const fromState = await sharedCache?.find('Endpoint', ['e']);
    const fromProcess = await sharedCache?.find('Endpoint', ['e']);
    for (const found of [fromState, fromProcess])
      expect(JSON.parse(JSON.stringify(found?.get('e')))).toEqual(endpoint);
  });

  it('has no credentials, in this process and in the state of the replicas', async () => {
    const kept = new Map<string, string>();
    const state: SharedState = {
      ...NO_STATE,
      get: async (key) => kept.get(key) ?? null,
      async set(key, value) {
        kept.set(key, value);
      },
    };
    const endpoint = { resourceType: 'Endpoint', id: 'e', status: 'active', name: 'Archive' };
    const replica = await replicas.start({ state });
    const { sharedCache } = replica.begin().operation;
    sharedCache?.store(
      asSent({
        ...endpoint,
        address: 'https://anna:CANARY@imaging.example/wado',
        header: ['Authorization: Basic CANARY'],
        text: { div: '<div>CANARY</div>' },
      }),
    );
    await vi.waitUntil(() => kept.size > 0, PATIENCE);
    for (const reader of [replica, await replicas.start({ state })]) {
      const found = await reader.begin().operation.sharedCache?.find('Endpoint', ['e']);
      expect(JSON.parse(JSON.stringify(found?.get('e')))).toEqual({
        ...endpoint,
        address: 'https://imaging.example/wado',
      });
    }
    expect(fhirCalls(sandbox)).toEqual([]);
  });
});

describe('a cached location', () => {
  it('requests a location once for all callers, at no cost to the others', async () => {
    const replica = await replicas.start();
    expect(await replicas.read(replica, [one])).toEqual({
      found: [one],
      requests: 1,
      calls: [`Location/${one}`],
    });
    const another = callerWith('user/Location.r');
    expect(await replicas.read(replica, [one], another)).toEqual({ found: [one], requests: 0, calls: [] });
  });

  it('requests a location in each operation if the cache is off', async () => {
    const replica = await replicas.start({ sharedCacheSeconds: 0 });
    await replicas.read(replica, [one]);
    expect((await replicas.read(replica, [one])).requests).toBe(1);
  });

  it('omits a cached location from a search for several', async () => {
    const replica = await replicas.start();
    await replicas.read(replica, [one]);
    const { found, requests, calls } = await replicas.read(replica, [one, other, third]);
    expect([found, requests]).toEqual([[one, other, third], 1]);
    expect(calls).toEqual([`Location?_count=2&_id=${other},${third}`]);
    expect((await replicas.read(replica, [third, one, other])).calls).toEqual([]);
  });

  it('hides a cached location from callers whose scopes do not cover it [T7-I4]', async () => {
    const replica = await replicas.start();
    await replicas.read(replica, [one]);
    const load = (caller: Caller) => replica.begin(caller).loaders.byId.load('Location', one);
    const others = [callerWith('user/Patient.rs'), callerWith('patient/*.rs'), callerWith('')];
    for (const caller of others) {
      expect(await rejectionOf(load(caller))).toMatchObject({ code: 'FORBIDDEN' });
    }
    // The cached location is not in the category, so the read costs as much as an uncached one.
    const { found, requests } = await replicas.read(
      replica,
      [one],
      callerWith('user/Location.rs?category=none'),
    );
    expect([found, requests]).toEqual([[undefined], 1]);
  });

  it('serves a stale location and refreshes it in the background, at no cost to an operation', async () => {
    const replica = await replicas.start();
    await replicas.read(replica, [one, other]);
    clock += 300 * SECOND;
    const since = sandbox.requests.length;
    expect((await replicas.read(replica, [one, other])).requests).toBe(0);
    await vi.waitFor(
      () => expect(fhirCalls(sandbox, since)).toEqual([`Location?_count=2&_id=${one},${other}`]),
      PATIENCE,
    );
    await vi.waitFor(async () => expect((await replicas.read(replica, [one])).calls).toEqual([]), PATIENCE);
    expect(fhirCalls(sandbox, since)).toHaveLength(1);
  });

  it('serves a stale location while the server fails, up to the limit', async () => {
    const replica = await replicas.start();
    await replicas.read(replica, [one]);
    sandbox.fault({ match: { operation: 'read' }, kind: 'status', status: 404 });
    clock += 300 * SECOND;
    expect((await replicas.read(replica, [one])).found).toEqual([one]);
    clock += 12 * 300 * SECOND;
    expect((await replicas.read(replica, [one])).found).toEqual([undefined]);
  });

  it('refreshes by single reads if the server refuses the search', async () => {
    const replica = await replicas.start();
    await replicas.read(replica, [one, other]);
    sandbox.fault({ match: { operation: 'search' }, kind: 'status', status: 403, times: 9 });
    clock += 300 * SECOND;
    const since = sandbox.requests.length;
    await replicas.read(replica, [one, other]);
    const expected = [`Location/${one}`, `Location/${other}`, `Location?_count=2&_id=${one},${other}`];
    await vi.waitFor(
      () => expect(fhirCalls(sandbox, since).toSorted()).toEqual(expected.toSorted()),
      PATIENCE,
    );
  });

  it.each([403, 404])('retries a refresh that failed with HTTP %i only after 30 seconds', async (status) => {
    const replica = await replicas.start();
    await replicas.read(replica, [one]);
    sandbox.fault({ match: { operation: 'read' }, kind: 'status', status, times: 9 });
    clock += 300 * SECOND;
    const since = sandbox.requests.length;
    const refreshes = () => fhirCalls(sandbox, since).length;
    await replicas.read(replica, [one]);
    await vi.waitFor(() => expect(refreshes()).toBe(1), PATIENCE);
    // The round trip of another location takes longer than the rest of the refresh.
    await replicas.read(replica, [other]).catch(() => undefined);
    const before = refreshes();
    for (let time = 0; time < 5; time += 1)
      expect((await replicas.read(replica, [one])).found).toEqual([one]);
    clock += 29 * SECOND;
    await replicas.read(replica, [one]);
    await replicas.read(replica, [other]).catch(() => undefined);
    expect(refreshes()).toBe(before + 1);
    clock += SECOND;
    await replicas.read(replica, [one]);
    await vi.waitFor(() => expect(refreshes()).toBe(before + 2), PATIENCE);
  });

  it('requests an absent or refused location again', async () => {
    const replica = await replicas.start();
    expect((await replicas.read(replica, ['unknown'])).requests).toBe(1);
    expect((await replicas.read(replica, ['unknown'])).requests).toBe(1);
    sandbox.fault({ match: { operation: 'read' }, kind: 'status', status: 403, times: 1 });
    await rejectionOf(replicas.read(replica, [one]));
    expect((await replicas.read(replica, [one])).found).toEqual([one]);
  });

  it('replaces a cached location with a newer version for all replicas', async () => {
    const kept = new Map<string, string>();
    const state: SharedState = {
      ...NO_STATE,
      get: async (place) => kept.get(place) ?? null,
      set: async (place, value) => void kept.set(place, value),
    };
    const [first, second] = [await replicas.start({ state }), await replicas.start({ state })];
    const { sharedCache } = first.begin().operation;
    const find = async (replica: Operations) =>
      (await replica.begin().operation.sharedCache?.find('Location', [one]))?.get(one)?.meta?.lastUpdated;
    sharedCache?.store(version(2));
    await vi.waitFor(() => expect(kept.size).toBe(1), PATIENCE);
    const [before] = kept.values();
    sharedCache?.refreshIfNewer(version(1));
    sharedCache?.refreshIfNewer({ resourceType: 'Location', id: one });
    expect(await find(first)).toBe(version(2).meta.lastUpdated);
    sharedCache?.refreshIfNewer(version(3));
    expect(await find(first)).toBe(version(3).meta.lastUpdated);
    await vi.waitFor(() => expect([...kept.values()]).not.toEqual([before]), PATIENCE);
    expect(await find(second)).toBe(version(3).meta.lastUpdated);
  });

  it('removes a cached location if a newer version references a patient', async () => {
    const set = vi.fn<SharedState['set']>(async () => undefined);
    const replica = await replicas.start({ state: { ...NO_STATE, set } });
    const { sharedCache } = replica.begin().operation;
    sharedCache?.store(version(2));
    await vi.waitFor(() => expect(set).toHaveBeenCalledOnce(), PATIENCE);
    sharedCache?.refreshIfNewer({ ...version(3), managingOrganization: { reference: 'Patient/p1' } });
    const [place] = set.mock.calls[0] ?? [];
    expect(set.mock.lastCall).toEqual([place, '', 1]);
    expect((await replicas.read(replica, [one])).requests).toBe(1);
  });

  it('keeps the last version read if the shared state returns an older copy later', async () => {
    const kept: string[] = [];
    const found = Promise.withResolvers<string>();
    const set: SharedState['set'] = async (_place, value) => void kept.push(value);
    const earlier = await replicas.start({ state: { ...NO_STATE, set } });
    earlier.begin().operation.sharedCache?.store(version(2));
    await vi.waitFor(() => expect(kept).toHaveLength(1), PATIENCE);
    clock += SECOND;
    const replica = await replicas.start({ state: { ...NO_STATE, get: () => found.promise } });
    const { sharedCache } = replica.begin().operation;
    const finding = sharedCache?.find('Location', [one]);
    sharedCache?.store(version(3));
    found.resolve(kept[0] ?? '');
    expect((await finding)?.get(one)).toEqual(version(3));
    expect((await sharedCache?.find('Location', [one]))?.get(one)).toEqual(version(3));
  });

  it('looks up at most a hundred locations concurrently', async () => {
    let inFlight = 0;
    let most = 0;
    let lookups = 0;
    const state: SharedState = {
      ...NO_STATE,
      async get() {
        lookups += 1;
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise(setImmediate);
        inFlight -= 1;
        return null;
      },
    };
    const replica = await replicas.start({ state });
    const many = Array.from({ length: 250 }, (_, at) => `l${at}`);
    await replica.begin().operation.sharedCache?.find('Location', many);
    expect([lookups, most]).toEqual([250, 100]);
  });

  it('shares only small locations, for at most an hour', async () => {
    const set = vi.fn<SharedState['set']>(async () => undefined);
    const replica = await replicas.start({ state: { ...NO_STATE, set }, sharedCacheSeconds: 3_600 });
    const { sharedCache } = replica.begin().operation;
    sharedCache?.store({ resourceType: 'Location', id: one, name: 'x'.repeat(15_500) });
    sharedCache?.store({ resourceType: 'Location', id: other, name: 'x'.repeat(20_000) });
    sharedCache?.store({ resourceType: 'Location', id: third });
    await vi.waitFor(() => expect(set).toHaveBeenCalled(), PATIENCE);
    const [[, sealed, forMs] = []] = set.mock.calls;
    expect([set.mock.calls.length, (sealed?.length ?? 0) < 16_000, forMs]).toEqual([1, true, 3_600_000]);
    expect((await replicas.read(replica, [one, other])).calls).toEqual([]);
  });

  it('shares at most five thousand locations per process until they expire', async () => {
    const places = new Set<string>();
    const set = vi.fn<SharedState['set']>(async (place) => void places.add(place));
    const replica = await replicas.start({ state: { ...NO_STATE, set } });
    const { sharedCache } = replica.begin().operation;
    for (let at = 0; at < 5_200; at += 1) sharedCache?.store({ resourceType: 'Location', id: `l${at}` });
    await vi.waitFor(() => expect(places.size).toBe(5_000), PATIENCE);
    const [...first] = places;
    // An existing entry can be replaced.
    for (let at = 0; at < 5_200; at += 1) sharedCache?.store({ resourceType: 'Location', id: `l${at}` });
    await vi.waitFor(() => expect(set.mock.calls.length).toBe(10_000), PATIENCE);
    expect([...places]).toEqual(first);
    clock += 3_600 * SECOND;
    sharedCache?.store({ resourceType: 'Location', id: 'later' });
    // Entries that were being sealed when the others expired can also have been stored.
    await vi.waitFor(() => expect(places.size).toBeGreaterThan(5_000), PATIENCE);
  });

  it('does not look up a location that a search included', async () => {
    const replica = await replicas.start();
    const { loaders, operation, budget } = replica.begin();
    const { sharedCache } = operation;
    if (sharedCache === null) throw new Error('Expected a shared cache.');
    const find = vi.spyOn(sharedCache, 'find');
    loaders.byId.prime({ resourceType: 'Location', id: one, name: 'of the search' });
    expect(await loaders.byId.load('Location', one)).toMatchObject({ name: 'of the search' });
    expect([find.mock.calls.length, budget.usage.requests]).toEqual([0, 0]);
    await loaders.byId.load('Location', other);
    expect([find.mock.calls.length, budget.usage.requests]).toEqual([1, 1]);
  });

  it('freezes a cached location', async () => {
    const replica = await replicas.start();
    await replicas.read(replica, [one]);
    const location = await replica.begin().loaders.byId.load('Location', one);
    expect([Object.isFrozen(location), Object.isFrozen(location?.meta)]).toEqual([true, true]);
  });

  it('requests patients in each operation [T7-I3]', async () => {
    const replica = await replicas.start();
    const load = async (): Promise<number> => {
      const { loaders, budget } = replica.begin();
      await loaders.byId.load('Patient', CAMILA_LOPEZ);
      return budget.usage.requests;
    };
    expect([await load(), await load()]).toEqual([1, 1]);
  });
});
