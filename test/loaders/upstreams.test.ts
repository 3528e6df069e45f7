import { createNoteConverter, type NoteConverter } from 'clinical-notes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { type Grant, SYSTEM_GRANT } from '../../src/auth/grants.ts';
import { createSharedCachePool } from '../../src/loaders/shared-cache-pool.ts';
import type { UpstreamOptions } from '../../src/loaders/upstream.ts';
import { createUpstreams, type Upstreams } from '../../src/loaders/upstreams.ts';
import { createMemoryPool } from '../../src/limits/memory-pool.ts';
import { createLog } from '../../src/observability/log.ts';
import { connectionTo } from '../support/gateway.ts';
import { DOWN_STATE } from '../support/hostile-store.ts';
import { signIn } from '../support/persons.ts';
import { openSiteClient, type SiteClient } from '../support/site.ts';

const { privateKey } = rsa();
const SERVER = { baseUrl: 'http://127.0.0.1:9/fhir', credentials: { clientId: 'a', privateKey, keyId: 'a' } };
const QUARTER_HOUR = 900_000;

let clock: number;
let notes: NoteConverter;
let site: SiteClient;
let options: UpstreamOptions;
let upstreams: Upstreams;

beforeEach(async () => {
  clock = 0;
  notes = createNoteConverter({ maxBytes: 1_000, timeoutMs: 1_000 });
  site = await openSiteClient({ connection: connectionTo(SERVER), log: createLog('silent') });
  options = {
    site,
    notes,
    panel: { kind: 'none' },
    idBatchSize: 10,
    mrnSystem: 'MRN',
    siteTimeZone: 'UTC',
    isPanelOnly: true,
    panelCacheSeconds: 15,
    patientSees: 'N',
    state: null,
    sharedCacheSeconds: 60,
    cacheShare: createSharedCachePool().open(),
    now: () => clock,
  };
  upstreams = createUpstreams(options);
});

afterEach(async () => {
  upstreams.close();
  site.close();
  await notes.close();
});

/** The parts that grants may share: values of the site without state, and functions of them. */
const SHARED = [
  'idBatchSize',
  'isPanelOnly',
  'mrnSystem',
  'notes',
  'now',
  'panel',
  'patientSees',
  'siteTimeZone',
];

describe('what the operations of a grant share [T7-I6]', () => {
  it('is the same for each operation, also if the sign-in comes with another object', () => {
    const { grant } = signIn('nurse');
    const upstream = upstreams.of(grant);
    expect(upstreams.of({ ...grant })).toBe(upstream);
    expect(site.as(grant)).toBe(upstream.client);
    expect(upstreams.of(SYSTEM_GRANT)).toBe(upstreams.of(SYSTEM_GRANT));
  });

  it('has no state in common with another grant', () => {
    const all = [SYSTEM_GRANT, signIn('nurse').grant, signIn('nurse').grant].map((one) => upstreams.of(one));
    for (const [at, one] of all.entries())
      for (const other of all.slice(at + 1)) {
        const others = new Map(Object.entries(other));
        const common = Object.entries(one).filter(([name, part]) => others.get(name) === part);
        expect(common.map(([name]) => name).toSorted()).toEqual(SHARED);
      }
  });

  it('keeps the resources of a person out of the state that replicas share', async () => {
    const wanted: string[] = [];
    const state = {
      ...DOWN_STATE,
      get: async (key: string) => {
        wanted.push(key);
        return null;
      },
    };
    upstreams = createUpstreams({ ...options, state });
    const find = (grant: Grant) => upstreams.of(grant).sharedCache?.find('Location', ['l']);
    await find(signIn('nurse').grant);
    expect(wanted).toEqual([]);
    await find(SYSTEM_GRANT);
    expect(wanted).toHaveLength(1);
  });

  it('closes when the grant is released', () => {
    const { grant } = signIn('nurse');
    const [upstream, client] = [upstreams.of(grant), site.as(grant)];
    upstreams.release(grant.id);
    expect(site.as(grant)).not.toBe(client);
    expect(upstreams.of(grant)).not.toBe(upstream);
  });

  it('closes when the grant has been idle for a quarter of an hour', () => {
    const [idle, busy] = [signIn('idle').grant, signIn('busy').grant];
    const before = new Set([idle, busy].map((grant) => upstreams.of(grant)));
    clock += QUARTER_HOUR - 1;
    upstreams.of(busy);
    clock += 1;
    expect([busy, idle].map((grant) => before.has(upstreams.of(grant)))).toEqual([true, false]);
  });

  it('closes for the grant that was idle longest, of the site with the most grants', () => {
    const pool = createMemoryPool(12_500 * 4);
    const busy = createUpstreams({ ...options, grants: pool });
    const quiet = createUpstreams({ ...options, site: { ...site, id: 'quiet' }, grants: pool });
    const [other, ...persons] = Array.from({ length: 5 }, () => signIn('nurse').grant);
    if (other === undefined) throw new Error('There are five.');
    const openQuiet = quiet.of(other);
    const [first, second, third] = persons.map((grant) => busy.of(grant));
    expect(persons.slice(1, 3).map((grant) => busy.of(grant))).toEqual([second, third]);
    expect(persons.slice(0, 1).map((grant) => busy.of(grant))).not.toContain(first);
    expect(quiet.of(other)).toBe(openQuiet);
    busy.close();
    quiet.close();
    expect(pool.usedBytes).toBe(0);
  });
});
