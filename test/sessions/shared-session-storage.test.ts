import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_SIGN_INS } from '../../src/sessions/session-storage.ts';
import { createSharedSessionStorage } from '../../src/sessions/shared-session-storage.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { anyReply, createReplyingState } from '../support/hostile-store.ts';
import { openState, waitForStatus } from '../support/shared-states.ts';
import { isValkeyThere, startValkey, type ValkeyServer } from '../support/valkey.ts';
import {
  beginSignIn,
  type Clock,
  openReplica,
  type Replica,
  type RotatingServer,
  SECRETS,
  signIn,
  startRotatingServer,
} from './replicas.ts';

/** Returns the milliseconds that the only session has left. */
const ttlOf = async (valkey: ValkeyServer): Promise<number> => {
  const admin = createClient({ url: valkey.url });
  await admin.connect();
  const [key = ''] = await admin.keys('*session:*');
  const left = await admin.pTTL(key);
  admin.destroy();
  return left;
};

describe.skipIf(!isValkeyThere)('the store of sessions', () => {
  let valkey: ValkeyServer;
  let server: RotatingServer;
  let state: SharedState;
  let clock: Clock;
  let replicas: Replica[];

  beforeEach(async () => {
    valkey = await startValkey();
    state = await openState(valkey.place);
    server = await startRotatingServer();
    clock = { now: Date.now() };
    replicas = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    state.close();
    await server.close();
    await valkey.close();
  });
  const open = async (options: Partial<Parameters<typeof openReplica>[0]> = {}): Promise<Replica> => {
    const replica = await openReplica({ server, clock, state, ...options });
    replicas.push(replica);
    return replica;
  };

  it('keeps ten sessions of a person who signs in a hundred times at once, and serves another person meanwhile [T3-D8]', async () => {
    const other = await openState(valkey.place);
    const [one, two] = [state, other].map((each) =>
      createSharedSessionStorage({ state: each, place: 'site', idleMs: 60_000 }),
    );
    if (one === undefined || two === undefined) throw new Error('There are two replicas.');
    await one.add('of another person', 'sealed');
    const names = Array.from({ length: 100 }, (_, at) => `session-${at}`);
    const signIns = names.map(async (name, at) => {
      const storage = at % 2 === 0 ? one : two;
      await storage.add(name, 'sealed');
      await storage.keepLatest('person', name, 60_000);
    });
    const found: boolean[] = [];
    while (found.length < 20) found.push(await one.has('of another person'));
    await Promise.all(signIns);
    const kept = await Promise.all(names.map(async (name) => one.has(name)));
    other.close();
    expect(new Set(found)).toEqual(new Set([true]));
    expect(kept.filter(Boolean)).toHaveLength(10);
  });

  it('does not count sessions of a person that have ended', async () => {
    const storage = createSharedSessionStorage({ state, place: 'site', idleMs: 60_000 });
    const begin = async (name: string): Promise<readonly string[]> => {
      await storage.add(name, 'sealed');
      return storage.keepLatest('person', name, 60_000);
    };
    for (const name of ['a', 'b']) await begin(name);
    await storage.remove('b');
    for (let at = 0; at < 9; at += 1) expect(await begin(`session-${at}`)).toEqual([]);
    expect(await begin('one-more')).toEqual(['a']);
  });

  it('reveals nothing about people, tokens and browsers [T3-I2]', async () => {
    const replica = await open();
    const id = await signIn(replica, server);
    const { parameters, cookie, url } = await beginSignIn(replica, server);
    const admin = createClient({ url: valkey.url });
    await admin.connect();
    const keys = await admin.keys('*');
    const values = await Promise.all(
      keys.map(async (key) =>
        (await admin.type(key)) === 'hash' ? admin.hGetAll(key) : admin.zRangeWithScores(key, 0, -1),
      ),
    );
    admin.destroy();
    expect(keys).toHaveLength(4);
    const stored = JSON.stringify([keys, values]);
    const secrets = [id, cookie, parameters.get('state') ?? '', url.searchParams.get('nonce') ?? ''];
    for (const secret of [...secrets, 'canary', 'user-1', 'patient-1', 'app.example.org', 'Practitioner'])
      expect(stored).not.toContain(secret);
  });

  it('ends idle sessions, and each use restarts the time', async () => {
    const replica = await open({ settings: { idleMs: 40_000 } });
    const id = await signIn(replica, server);
    expect(await ttlOf(valkey)).toBeLessThanOrEqual(40_000);
    const longer = await open({ settings: { idleMs: 400_000 } });
    expect(await longer.sessions.find(id)).not.toBeNull();
    expect(await ttlOf(valkey)).toBeGreaterThan(300_000);
  });

  it('opens sessions of both secrets while one is replaced, and of no other', async () => {
    const [first, other] = SECRETS;
    const before = await open();
    const id = await signIn(before, server);
    const during = await open({ secrets: [other, first] });
    const newId = await signIn(during, server);
    expect(await during.sessions.find(id)).toMatchObject({ patient: 'patient-1' });
    const after = await open({ secrets: [other] });
    expect(await after.sessions.find(newId)).toMatchObject({ patient: 'patient-1' });
    expect(await after.sessions.find(id)).toBeNull();
  });

  it('does not open a value that was altered or moved to another session', async () => {
    const replica = await open();
    const [one, other] = [await signIn(replica, server), await signIn(replica, server)];
    const admin = createClient({ url: valkey.url });
    await admin.connect();
    const [from = '', to = ''] = await admin.keys('*session:*');
    await admin.hSet(to, 'sealed', (await admin.hGet(from, 'sealed')) ?? '');
    admin.destroy();
    const found = await Promise.all([one, other].map((id) => replica.sessions.find(id)));
    expect(found.filter((session) => session !== null)).toHaveLength(1);
  });

  it('bounds the sign-ins of a site, and the oldest one makes room [T3-D1]', async () => {
    const storage = createSharedSessionStorage({ state, place: 'site', idleMs: 1_000 });
    await storage.addSignIn('first', 'sealed');
    const admin = createClient({ url: valkey.url });
    await admin.connect();
    const keys = await admin.keys('*sign-ins:*');
    const [values = '', times = ''] = keys.toSorted();
    const others = Array.from({ length: MAX_SIGN_INS - 1 }, (_, at) => `sign-in-${at}`);
    await admin.hSet(values, Object.fromEntries(others.map((name) => [name, 'sealed'])));
    await admin.zAdd(
      times,
      others.map((value) => ({ score: Date.now() + 1_000, value })),
    );
    await storage.addSignIn('last', 'sealed');
    expect(await admin.hLen(values)).toBe(MAX_SIGN_INS);
    expect(await storage.takeSignIn('first')).toBeNull();
    expect(await storage.takeSignIn('last')).toBe('sealed');
    const [expired] = others;
    await admin.zAdd(times, { score: Date.now() - 600_001, value: expired ?? '' });
    expect(await storage.takeSignIn(expired ?? '')).toBeNull();
    admin.destroy();
  });

  it('keeps sessions while it is down, and reports STATE_UNAVAILABLE', async () => {
    const replica = await open();
    const id = await signIn(replica, server);
    await valkey.kill();
    await waitForStatus(state, 'down');
    await expect(replica.sessions.find(id)).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
    await valkey.restart();
    await waitForStatus(state, 'up');
    expect(await replica.sessions.find(id)).toMatchObject({ patient: 'patient-1' });
  });
});

it('start and find no session with a store that replies anything', async () => {
  const server = await startRotatingServer();
  let reply: unknown = null;
  const state = createReplyingState(() => reply);
  const replica = await openReplica({ server, clock: { now: Date.now() }, state });
  const { sessions } = replica;
  await fc.assert(
    fc.asyncProperty(anyReply, async (value) => {
      reply = value;
      expect(await sessions.find('cookie')).toBeNull();
      await sessions.end('cookie');
      const parameters = new URLSearchParams({ state: 'state', code: 'code' });
      await expect(sessions.finishSignIn(parameters, 'cookie')).rejects.toMatchObject({
        fault: 'state_unknown',
      });
    }),
  );
  await replica.close();
  await server.close();
});
