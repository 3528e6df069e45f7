import { createClient } from '@redis/client';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError, SessionExpired } from '../../src/errors.ts';
import type { Session } from '../../src/sessions/sessions.ts';
import { SignInError } from '../../src/smart/sign-in-faults.ts';
import { SharedStateUnavailableError } from '../../src/state/shared-state-error.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { PATIENCE } from '../support/patience.ts';
import { openState, waitForStatus } from '../support/shared-states.ts';
import { isValkeyThere, startValkey, type ValkeyServer } from '../support/valkey.ts';
import {
  type Clock,
  openReplica,
  type Replica,
  type RotatingServer,
  signIn,
  startRotatingServer,
} from './replicas.ts';

const CALLERS = 50;
/** Between the renewal time (270 s) and the expiry (300 s) of the server's tokens. */
const RENEWABLE_MS = 280_000;
const EXPIRED_MS = 300_000;

let server: RotatingServer;
let clock: Clock;
let replicas: Replica[];

beforeEach(async () => {
  server = await startRotatingServer();
  clock = { now: Date.now() };
  replicas = [];
});
afterEach(async () => {
  // Requests that hang end with their server.
  await Promise.all([server.close(), ...replicas.map((replica) => replica.close())]);
});

const open = async (state: SharedState | null = null): Promise<Replica> => {
  const replica = await openReplica({ server, clock, state });
  replicas.push(replica);
  return replica;
};
const find = async ({ sessions }: Replica, id: string): Promise<Session> => {
  const session = await sessions.find(id);
  if (session === null) throw new Error('Expected a session.');
  return session;
};
const eventually = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  const started = performance.now();
  while (!(await isSo())) {
    if (performance.now() - started > PATIENCE.timeout) throw new Error('It did not happen in time.');
    await delay(5);
  }
};
const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => {
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary');
    if (error instanceof SessionExpired) return error.reason;
    return error instanceof GatewayError ? error.code : error;
  });

describe('the tokens of a session', () => {
  let replica: Replica;
  let id: string;
  let session: Session;

  beforeEach(async () => {
    replica = await open();
    id = await signIn(replica, server);
    session = await find(replica, id);
  });

  it('are renewed shortly before they expire, and no caller waits', async () => {
    clock.now += 269_000;
    expect(await session.access.tokens.get()).toBe('canary-access-1');
    expect(server.sent).toEqual([]);
    clock.now += 11_000;
    expect(await session.access.tokens.get()).toBe('canary-access-1');
    await eventually(async () => (await session.access.tokens.get()) === 'canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('are renewed once for all callers, again and again [T3-S15]', async () => {
    for (const round of [1, 2, 3]) {
      clock.now += EXPIRED_MS;
      const got = await Promise.all(Array.from({ length: CALLERS }, () => session.access.tokens.get()));
      expect(new Set(got)).toEqual(new Set([`canary-access-${round + 1}`]));
      await replica.sessions.find(id);
    }
    expect(server.sent).toEqual(['canary-refresh-1', 'canary-refresh-2', 'canary-refresh-3']);
  });

  it('keep the refresh token that the server does not replace', async () => {
    server.members = { refresh_token: undefined };
    clock.now += EXPIRED_MS;
    expect(await session.access.tokens.get()).toBe('canary-access-2');
    server.failures.push(() => ({ status: 503, body: {} }));
    clock.now += EXPIRED_MS;
    expect(await outcomeOf(session.access.tokens.get())).toBe('UPSTREAM_UNAVAILABLE');
    expect(server.sent).toEqual(['canary-refresh-1', 'canary-refresh-1']);
  });

  it('report their requests by grant type and outcome', async () => {
    server.failures.push(() => ({ status: 503, body: {} }));
    clock.now += EXPIRED_MS;
    await outcomeOf(session.access.tokens.get());
    clock.now += 5_000;
    await session.access.tokens.get();
    server.failures.push(() => ({ status: 400, body: { error: 'invalid_grant' } }));
    clock.now += EXPIRED_MS;
    expect(await outcomeOf(session.access.tokens.get())).toBe('SESSION_EXPIRED');
    server.failures.length = 0;
    server.members = { id_token: undefined };
    await expect(signIn(replica, server)).rejects.toThrow(SignInError);
    expect(replica.tokenRequests).toEqual([
      'authorization_code ok',
      'refresh_token failed',
      'refresh_token ok',
      'refresh_token refused',
      'authorization_code refused',
    ]);
  });

  it('take over the scopes that the server still grants', async () => {
    server.members = { scope: 'user/Patient.rs' };
    clock.now += EXPIRED_MS;
    await session.access.tokens.get();
    expect((await find(replica, id)).scopes).toEqual(['user/Patient.rs']);
  });

  it.each<[what: string, prepare: () => void]>([
    [
      'the server refuses the refresh token',
      () => server.failures.push(() => ({ status: 400, body: { error: 'invalid_grant' } })),
    ],
    ['the patient changes', () => (server.members = { patient: 'patient-2' })],
  ])('end when %s', async (_what, prepare) => {
    prepare();
    clock.now += EXPIRED_MS;
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => outcomeOf(session.access.tokens.get())),
    );
    expect(new Set(outcomes)).toEqual(new Set(['SESSION_EXPIRED']));
    expect(await replica.sessions.find(id)).toBeNull();
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('stay through an outage, which is tried again after three seconds', async () => {
    server.failures.push(() => ({ status: 503, body: {} }));
    clock.now += EXPIRED_MS;
    expect(await outcomeOf(session.access.tokens.get())).toBe('UPSTREAM_UNAVAILABLE');
    expect(await outcomeOf(session.access.tokens.get())).toBe('UPSTREAM_UNAVAILABLE');
    expect(server.sent).toHaveLength(1);
    expect(await replica.sessions.find(id)).not.toBeNull();
    const [line = '', ...others] = replica.logLines;
    expect(line).toMatch(/"codes":\["UPSTREAM_UNAVAILABLE"\].*"event":"session_not_renewed"/);
    expect(others).toEqual([]);
    expect(line).not.toContain('canary');
    clock.now += 3_000;
    expect(await session.access.tokens.get()).toBe('canary-access-2');
  });

  it('stay valid through an outage until they expire', async () => {
    server.failures.push(() => ({ status: 503, body: {} }));
    clock.now += RENEWABLE_MS;
    expect(await session.access.tokens.get()).toBe('canary-access-1');
    await eventually(() => server.sent.length === 1);
    expect(await session.access.tokens.get()).toBe('canary-access-1');
  });

  it('are renewed early when the FHIR server refuses one', async () => {
    const { tokens } = session.access;
    tokens.discard('canary-access-1');
    tokens.discard('canary-access-1');
    expect(await tokens.get()).toBe('canary-access-2');
    tokens.discard('canary-access-1');
    expect(await tokens.get()).toBe('canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('end when the FHIR server refuses the renewed one too', async () => {
    const expired = session.access.end();
    expect(expired).toBeInstanceOf(SessionExpired);
    expect(expired.loginUrl).toBe('http://localhost:4000/auth/login');
    expect(await outcomeOf(session.access.tokens.get())).toBe('SESSION_EXPIRED');
    expect(await replica.sessions.find(id)).toBeNull();
  });

  it('end when the FHIR server refuses one, and there is no refresh token', async () => {
    server.members = { refresh_token: undefined };
    const { access } = await find(replica, await signIn(replica, server));
    access.tokens.discard(await access.tokens.get());
    expect(await outcomeOf(access.tokens.get())).toBe('SESSION_EXPIRED');
  });

  it('are stored when their site closes during a renewal, so the old refresh token is never sent again', async () => {
    const { answer } = server;
    const hangs = Promise.withResolvers<undefined>();
    server.answer = async (form) => {
      const answered = await answer(form);
      await hangs.promise;
      return answered;
    };
    clock.now += RENEWABLE_MS;
    expect(await session.access.tokens.get()).toBe('canary-access-1');
    await eventually(() => server.sent.length > 0);
    const closed = replica.close();
    hangs.resolve(undefined);
    await closed;
    const reopened = await replica.reopen();
    clock.now += EXPIRED_MS - RENEWABLE_MS;
    expect(await (await reopened.find(id))?.access.tokens.get()).toBe('canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
    await reopened.close();
  });

  it('do not come back for a person who signs out during a renewal', async () => {
    const hangs = Promise.withResolvers<undefined>();
    const { answer } = server;
    server.answer = async (form) => {
      await hangs.promise;
      return answer(form);
    };
    clock.now += EXPIRED_MS;
    const renewed = outcomeOf(session.access.tokens.get());
    await eventually(() => server.received.some(({ form }) => form.get('grant_type') === 'refresh_token'));
    await replica.sessions.end(id);
    hangs.resolve(undefined);
    expect(await renewed).toBe('SESSION_EXPIRED');
    expect(await replica.sessions.find(id)).toBeNull();
    const revoked = server.received
      .filter(({ path }) => path === '/revoke')
      .map(({ form }) => form.get('token'));
    expect(revoked).toContain('canary-access-2');
  });
});

describe.skipIf(!isValkeyThere)('the tokens of a session that replicas share', () => {
  let valkey: ValkeyServer;
  let states: readonly [SharedState, SharedState];
  let both: readonly [Replica, Replica];
  let id: string;

  beforeAll(async () => {
    valkey = await startValkey();
  });
  afterAll(() => valkey.close());
  beforeEach(async () => {
    states = [await openState(valkey.place), await openState(valkey.place)];
    both = [await open(states[0]), await open(states[1])];
    id = await signIn(both[0], server);
  });
  afterEach(() => {
    for (const state of states) state.close();
  });

  it('are renewed once for all callers of all replicas, again and again [T3-S15]', async () => {
    const sessions = [await find(both[0], id), await find(both[1], id)];
    for (const round of [1, 2, 3, 4]) {
      clock.now += EXPIRED_MS;
      const got = await Promise.all(
        sessions.flatMap(({ access: { tokens } }) => Array.from({ length: CALLERS / 2 }, () => tokens.get())),
      );
      expect(new Set(got)).toEqual(new Set([`canary-access-${round + 1}`]));
    }
    expect(server.sent).toEqual([1, 2, 3, 4].map((at) => `canary-refresh-${at}`));
  });

  it('are taken over from the replica that renewed them', async () => {
    const [one, other] = [await find(both[0], id), await find(both[1], id)];
    clock.now += EXPIRED_MS;
    expect(await one.access.tokens.get()).toBe('canary-access-2');
    expect(await other.access.tokens.get()).toBe('canary-access-2');
    expect(await (await find(both[1], id)).access.tokens.get()).toBe('canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('are not renewed again by a replica that waits while it takes over the new ones', async () => {
    const [one, other] = [await find(both[0], id), await find(both[1], id)];
    const { answer } = server;
    for (const round of [1, 2, 3, 4]) {
      const holds = Promise.withResolvers<undefined>();
      server.answer = async (form) => {
        await holds.promise;
        return answer(form);
      };
      clock.now += EXPIRED_MS;
      const renewed = one.access.tokens.get();
      await eventually(() => server.received.length > round);
      const waiting = other.access.tokens.get();
      holds.resolve(undefined);
      await renewed;
      // The next operation of the waiting replica reads the stored session.
      await find(both[1], id);
      expect(await waiting).toBe(`canary-access-${round + 1}`);
    }
    expect(server.sent).toEqual([1, 2, 3, 4].map((at) => `canary-refresh-${at}`));
  });

  it('end on all replicas', async () => {
    const [one, other] = [await find(both[0], id), await find(both[1], id)];
    server.failures.push(() => ({ status: 400, body: { error: 'invalid_grant' } }));
    clock.now += EXPIRED_MS;
    expect(await outcomeOf(one.access.tokens.get())).toBe('SESSION_EXPIRED');
    expect(await outcomeOf(other.access.tokens.get())).toBe('SESSION_EXPIRED');
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('are revoked as another replica renewed them, when their session ends', async () => {
    const [one, other] = [await find(both[0], id), await find(both[1], id)];
    clock.now += EXPIRED_MS;
    expect(await other.access.tokens.get()).toBe('canary-access-2');
    await both[0].sessions.end(id);
    const revoked = server.received.filter(({ path }) => path === '/revoke');
    expect(revoked.map(({ form }) => form.get('token'))).toContain('canary-access-2');
    expect(await outcomeOf(one.access.tokens.get())).toBe('SESSION_EXPIRED');
  });

  it('are tried again by another replica after an outage', async () => {
    const [one, other] = [await find(both[0], id), await find(both[1], id)];
    server.failures.push(() => ({ status: 503, body: {} }));
    clock.now += EXPIRED_MS;
    expect(await outcomeOf(one.access.tokens.get())).toBe('UPSTREAM_UNAVAILABLE');
    expect(await other.access.tokens.get()).toBe('canary-access-2');
  });

  it('survive the loss of the store during a renewal, and an old refresh token is never sent again [T3-S15]', async () => {
    const [one, other] = [await find(both[0], id), await find(both[1], id)];
    const hangs = Promise.withResolvers<undefined>();
    const { answer } = server;
    server.answer = async (form) => {
      await hangs.promise;
      return answer(form);
    };
    clock.now += EXPIRED_MS;
    const renewed = one.access.tokens.get();
    await eventually(() => server.received.some(({ form }) => form.get('grant_type') === 'refresh_token'));
    await valkey.kill();
    for (const state of states) await waitForStatus(state, 'down');
    hangs.resolve(undefined);
    expect(await renewed).toBe('canary-access-2');
    expect(await outcomeOf(other.access.tokens.get())).toBe('STATE_UNAVAILABLE');
    await valkey.restart();
    for (const state of states) await waitForStatus(state, 'up');
    clock.now += 3_000;
    expect(await other.access.tokens.get()).toBe('canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('are renewed after the reply to a claim was lost', async () => {
    let isLost = false;
    const lossy: SharedState = {
      ...states[0],
      async run(script, keys, args) {
        const reply = await states[0].run(script, keys, args);
        const isClaim = Array.isArray(reply) && reply[0] === 'claimed';
        if (!isClaim || isLost) return reply;
        isLost = true;
        throw new SharedStateUnavailableError();
      },
    };
    const { access } = await find(await open(lossy), id);
    clock.now += EXPIRED_MS;
    expect(await outcomeOf(access.tokens.get())).toBe('STATE_UNAVAILABLE');
    clock.now += 3_000;
    expect(await access.tokens.get()).toBe('canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
  });

  it('stay after the reply to the renewed ones was lost', async () => {
    const lost: unknown[] = [];
    const repeated: unknown[] = [];
    const lossy: SharedState = {
      ...states[0],
      async run(script, keys, args) {
        const reply = await states[0].run(script, keys, args);
        const isReplace = args.length === 3 && args[1] === '2';
        if (!isReplace) return reply;
        (lost.length === 0 ? lost : repeated).push(reply);
        if (repeated.length === 0) throw new SharedStateUnavailableError();
        return reply;
      },
    };
    const { access } = await find(await open(lossy), id);
    clock.now += EXPIRED_MS;
    expect(await access.tokens.get()).toBe('canary-access-2');
    await eventually(() => repeated.length > 0);
    expect([lost, repeated]).toEqual([[1], [1]]);
    // The reply is handled in the next turns of the event loop, before the store replies to a read.
    await find(both[1], id);
    expect(await access.tokens.get()).toBe('canary-access-2');
    expect(await (await find(both[1], id)).access.tokens.get()).toBe('canary-access-2');
    expect(server.sent).toEqual(['canary-refresh-1']);
    expect(server.received.filter(({ path }) => path === '/revoke')).toEqual([]);
  });

  it('end after a replica that died during a renewal, instead of sending its refresh token again', async () => {
    const other = await find(both[1], id);
    server.answer = () => null;
    const [first] = both;
    clock.now += EXPIRED_MS;
    void (await find(first, id)).access.tokens.get().catch(() => undefined);
    await eventually(() => server.received.some(({ form }) => form.get('grant_type') === 'refresh_token'));
    // Without a connection to the store, the replica cannot give up its claim.
    states[0].close();
    const admin = createClient({ url: valkey.url });
    await admin.connect();
    for (const key of await admin.keys('*session:*'))
      if (await admin.hExists(key, 'claim')) await admin.hSet(key, 'until', '0');
    admin.destroy();
    expect(await outcomeOf(other.access.tokens.get())).toBe('SESSION_EXPIRED');
    expect(server.received.filter(({ form }) => form.get('grant_type') === 'refresh_token')).toHaveLength(1);
  });
});
