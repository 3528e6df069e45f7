import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SessionExpired } from '../../src/errors.ts';
import { readSessionId } from '../../src/sessions/session-ids.ts';
import type { Session } from '../../src/sessions/sessions.ts';
import { SignInError } from '../../src/smart/sign-in-faults.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, startValkey, type ValkeyServer } from '../support/valkey.ts';
import {
  beginSignIn,
  type Clock,
  openReplica,
  type Replica,
  RETURN_URL,
  type RotatingServer,
  signIn,
  startRotatingServer,
} from './replicas.ts';

const STORES = isValkeyThere ? (['memory', 'Valkey'] as const) : (['memory'] as const);

const find = async ({ sessions }: Replica, id: string): Promise<Session> => {
  const session = await sessions.find(id);
  if (session === null) throw new Error('Expected a session.');
  return session;
};

describe.each(STORES)('the sessions of a site in %s', (store) => {
  let valkey: ValkeyServer | null = null;
  let states: SharedState[];
  let server: RotatingServer;
  let clock: Clock;
  let replicas: Replica[];

  beforeAll(async () => {
    if (store === 'Valkey') valkey = await startValkey();
  });
  afterAll(async () => valkey?.close());
  beforeEach(async () => {
    server = await startRotatingServer();
    clock = { now: Date.now() };
    replicas = [];
    states = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    for (const state of states) state.close();
    await server.close();
  });

  const open = async (options: Partial<Parameters<typeof openReplica>[0]> = {}): Promise<Replica> => {
    const state = valkey === null ? null : await openState(valkey.place);
    if (state !== null) states.push(state);
    const replica = await openReplica({ server, clock, state, ...options });
    replicas.push(replica);
    return replica;
  };

  it('start when the browser returns from the authorization server', async () => {
    const replica = await open();
    const { parameters, cookie } = await beginSignIn(replica, server);
    const { id, handle, returnUrl } = await replica.sessions.finishSignIn(parameters, cookie);
    expect([handle.length, returnUrl]).toEqual([16, RETURN_URL]);
    const {
      access: { id: key, tokens },
      endsAt,
      ...facts
    } = await find(replica, id);
    expect(facts).toMatchObject({
      audience: 'clinician',
      clientId: 'clinicians',
      person: { issuer: server.issuer, subject: 'user-1' },
      patient: 'patient-1',
      encounter: null,
      scopes: ['openid', 'fhirUser', 'user/*.rs'],
    });
    expect(endsAt).toBe(clock.now + 36_000_000);
    expect(await tokens.get()).toBe('canary-access-1');
    expect(inspect([facts, key, endsAt], { depth: null })).not.toContain('canary');
  });

  it('have one token provider and one key each', async () => {
    const replica = await open();
    const [one, other] = [await signIn(replica, server), await signIn(replica, server)];
    const first = await find(replica, one);
    expect((await find(replica, one)).access.tokens).toBe(first.access.tokens);
    expect((await find(replica, other)).access.id).not.toBe(first.access.id);
  });

  it.each<
    [
      what: string,
      attack: (begun: {
        parameters: URLSearchParams;
        cookie: string;
      }) => readonly [URLSearchParams, string | null],
    ]
  >([
    ['without a cookie', ({ parameters }) => [parameters, null]],
    ['with the cookie of another browser', ({ parameters }) => [parameters, 'other']],
    ['without a state', ({ cookie }) => [new URLSearchParams({ code: 'c' }), cookie]],
    [
      'with a state that was made up',
      ({ cookie }) => [new URLSearchParams({ code: 'c', state: 'made-up' }), cookie],
    ],
  ])('do not start %s, and nothing is sent [T3-S7]', async (_what, attack) => {
    const replica = await open();
    const [parameters, cookie] = attack(await beginSignIn(replica, server));
    await expect(replica.sessions.finishSignIn(parameters, cookie)).rejects.toMatchObject({
      fault: 'state_unknown',
    });
    expect(server.received).toEqual([]);
  });

  it('start once for a state, and only within ten minutes [T3-S7]', async () => {
    const replica = await open();
    const { parameters, cookie } = await beginSignIn(replica, server);
    await replica.sessions.finishSignIn(parameters, cookie);
    await expect(replica.sessions.finishSignIn(parameters, cookie)).rejects.toThrow(SignInError);
    expect(server.received).toHaveLength(1);
    const late = await beginSignIn(replica, server);
    clock.now += 602_000;
    await expect(replica.sessions.finishSignIn(late.parameters, late.cookie)).rejects.toMatchObject({
      fault: 'state_unknown',
    });
  });

  it('use up the state of a response that fails', async () => {
    const replica = await open();
    const { parameters, cookie } = await beginSignIn(replica, server);
    server.nonce = 'other';
    await expect(replica.sessions.finishSignIn(parameters, cookie)).rejects.toMatchObject({
      fault: 'wrong_nonce',
    });
    await expect(replica.sessions.finishSignIn(parameters, cookie)).rejects.toMatchObject({
      fault: 'state_unknown',
    });
  });

  it.each<[what: string, request: { audience: 'clinician' | 'patient'; returnUrl: string }, fault: string]>([
    [
      'an unlisted return URL',
      { audience: 'clinician', returnUrl: `${RETURN_URL}/other` },
      'return_unlisted',
    ],
    ['an audience without an app', { audience: 'patient', returnUrl: RETURN_URL }, 'no_app'],
  ])('refuse %s [T3-S7]', async (_what, request, fault) => {
    const { sessions } = await open();
    await expect(sessions.beginSignIn({ ...request, launch: null })).rejects.toMatchObject({ fault });
  });

  it('are useless at another site [T3-S14]', async () => {
    const [north, south] = [await open({ site: 'north' }), await open({ site: 'south' })];
    const id = await signIn(north, server);
    expect(await south.sessions.find(id)).toBeNull();
    const { parameters, cookie } = await beginSignIn(north, server);
    await expect(south.sessions.finishSignIn(parameters, cookie)).rejects.toMatchObject({
      fault: 'state_unknown',
    });
    expect(await north.sessions.find(id)).not.toBeNull();
  });

  it('have ids that say when they end at the latest, and at which site', async () => {
    const replica = await open({ site: 'north' });
    const id = await signIn(replica, server);
    const endsAt = Math.floor((clock.now + 36_000_000) / 1000) * 1000;
    expect(readSessionId(id)).toEqual({ site: 'north', endsAt });
    expect(await replica.sessions.find(id.replace('north', 'south'))).toBeNull();
    expect(readSessionId(await signIn(await open(), server))?.site).toBeNull();
    expect(['', 'x', `${id}x`, id.slice(1)].map(readSessionId)).toEqual([
      null,
      null,
      null,
      expect.anything(),
    ]);
  });

  it('are counted without restarting their idle time', async () => {
    const replica = await open({ settings: { idleMs: 40_000 } });
    const id = await signIn(replica, server);
    expect(await replica.sessions.has(id)).toBe(true);
    expect(await replica.sessions.has('made-up')).toBe(false);
    // Valkey has its own clock.
    if (valkey !== null) return;
    clock.now += 30_000;
    await replica.sessions.has(id);
    clock.now += 30_000;
    expect(await replica.sessions.has(id)).toBe(false);
  });

  it('are shown with their end, without restarting their idle time', async () => {
    const replica = await open({ settings: { idleMs: 60_000 } });
    const id = await signIn(replica, server);
    const shown = await replica.sessions.peek(id);
    expect(shown?.session).toMatchObject({ patient: 'patient-1' });
    expect(await replica.sessions.peek('made-up')).toBeNull();
    const left = (shown?.expiresAt ?? 0) - clock.now;
    expect(left).toBeGreaterThan(valkey === null ? 59_999 : 50_000);
    expect(left).toBeLessThanOrEqual(60_000);
    // Valkey has its own clock.
    if (valkey !== null) return;
    clock.now += 40_000;
    expect((await replica.sessions.peek(id))?.expiresAt).toBe(clock.now + 20_000);
    await replica.sessions.find(id);
    expect((await replica.sessions.peek(id))?.expiresAt).toBe(clock.now + 60_000);
    clock.now += 60_000;
    expect(await replica.sessions.peek(id)).toBeNull();
  });

  it('end if the server cannot revoke the tokens, and a code of the failure is logged', async () => {
    const replica = await open();
    const id = await signIn(replica, server);
    server.revocationStatus = 503;
    await replica.sessions.end(id);
    expect(await replica.sessions.find(id)).toBeNull();
    const lines = replica.logLines.filter((line) => line.includes('session_not_revoked'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"codes":["UPSTREAM_UNAVAILABLE"]');
  });

  it('ends the oldest of more than ten sessions of a person, and revokes its tokens [T3-D8]', async () => {
    const replica = await open();
    const ids: string[] = [];
    for (let time = 0; time < 11; time += 1) {
      const id = await signIn(replica, server);
      // Without its cookie, only a session in use can be revoked.
      await replica.sessions.find(id);
      ids.push(id);
    }
    const found = await Promise.all(ids.map((id) => replica.sessions.find(id)));
    expect(found.map((session) => session !== null)).toEqual([false, ...ids.slice(1).map(() => true)]);
    expect(server.received.filter(({ path }) => path.includes('revoke'))).toHaveLength(2);
  });

  it('end with the cookie’s sign-out, which revokes the tokens', async () => {
    const replica = await open();
    const id = await signIn(replica, server);
    const {
      access: { tokens },
    } = await find(replica, id);
    await replica.sessions.end(id);
    expect(await replica.sessions.find(id)).toBeNull();
    await expect(tokens.get()).rejects.toThrow(SessionExpired);
    const revoked = server.received
      .filter(({ path }) => path === '/revoke')
      .map(({ form }) => form.get('token'));
    expect(revoked).toEqual(['canary-refresh-1', 'canary-access-1']);
  });

  it('end at their maximum age, however much they are used', async () => {
    const replica = await open({ settings: { maxMs: 60_000 } });
    const id = await signIn(replica, server);
    const {
      access: { tokens },
    } = await find(replica, id);
    clock.now += 59_999;
    expect(await replica.sessions.find(id)).not.toBeNull();
    clock.now += 1;
    await expect(tokens.get()).rejects.toThrow(SessionExpired);
    expect(await replica.sessions.find(id)).toBeNull();
  });

  it('end with the access token if there is no refresh token', async () => {
    const replica = await open();
    server.members = { refresh_token: undefined };
    const id = await signIn(replica, server);
    const {
      access: { tokens },
      endsAt,
    } = await find(replica, id);
    expect(endsAt).toBe(clock.now + 300_000);
    clock.now += 299_000;
    const other = await signIn(replica, server);
    expect(await replica.sessions.has(id)).toBe(true);
    await expect(tokens.get()).rejects.toThrow(SessionExpired);
    expect(server.sent).toEqual([]);
    clock.now += 300_000;
    // Otherwise the browser would have to choose between it and the next one.
    expect(await replica.sessions.has(other)).toBe(false);
  });

  it('outlive their site, which closes when it is idle', async () => {
    const replica = await open();
    const id = await signIn(replica, server);
    await replica.sessions.close();
    const reopened = await replica.reopen();
    const session = await reopened.find(id);
    clock.now += 300_000;
    expect(await session?.access.tokens.get()).toBe('canary-access-2');
    await reopened.close();
  });

  it('end when their app is no longer configured [T3-E4]', async () => {
    const replica = await open();
    const id = await signIn(replica, server);
    const reopened = await replica.reopen({ SMART_CLIENT_ID: 'another-app' });
    expect(await reopened.find(id)).toBeNull();
    expect(await replica.sessions.find(id)).toBeNull();
    await reopened.close();
  });

  it('do not exist for a cookie that was made up', async () => {
    const { sessions } = await open();
    expect(await sessions.find('made-up')).toBeNull();
    await expect(sessions.end('made-up')).resolves.toBeUndefined();
  });
});
