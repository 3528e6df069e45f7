import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeriveKey } from '../../src/auth/derived-keys.ts';
import { createSharedToken } from '../../src/auth/shared-token.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { type Admin, answeringState, anyReply, garbage, openAdmin, plant } from '../support/lying-store.ts';
import { becomes, openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { answering, granting, startTokenBench, type TokenBench } from './token-endpoint.ts';

/** What a replica shares of its token. */
function sharedBy(state: SharedState, deriveKey: DeriveKey) {
  return (now: () => number) => createSharedToken({ state, deriveKey, scope: null, now });
}

/** The keys of replicas with one private key. */
function keysOf(secret = randomBytes(32).toString('hex')): DeriveKey {
  return (purpose) => new Uint8Array(Buffer.from(`${purpose}${secret}`).subarray(0, 32));
}

describe.skipIf(!isValkeyThere)(`the token of several replicas ${SKIPS_WITHOUT_VALKEY}`, () => {
  let valkey: ValkeyServer;
  let states: readonly [SharedState, SharedState];
  let benches: TokenBench[];
  let keys: DeriveKey;

  beforeAll(async () => {
    valkey = await startValkey({ appendonly: 'no' });
  });

  beforeEach(async () => {
    benches = [];
    keys = keysOf();
    states = [await openState(valkey.place), await openState(valkey.place)];
  });

  afterEach(async () => {
    for (const bench of benches) await bench.close();
    for (const state of states) state.close();
  });

  afterAll(() => valkey.close());

  /** Two replicas, and the one token endpoint that they ask; a second has the keys that it is given. */
  async function startTwo(handler = granting(), otherKeys = keys): Promise<[TokenBench, TokenBench]> {
    const one = await startTokenBench(handler, { shared: sharedBy(states[0], keys) });
    const other = await startTokenBench(handler, {
      shared: sharedBy(states[1], otherKeys),
      tokenUrl: async () => `${one.server.origin}/token`,
    });
    benches.push(one, other);
    return [one, other];
  }

  it('one replica requests the token once, however many callers wait in each replica', async () => {
    const [one, other] = await startTwo();
    const waiting = Array.from({ length: 20 }, () => [one.source.get(), other.source.get()]).flat();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token-1']));
    expect(one.server.requests).toHaveLength(1);
  });

  it('a replica that starts later finds the token while it is valid', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    expect(await other.source.get()).toBe('token-1');
    other.clock.now += 3_541_000;
    // The place of it ends by the clock of the server, so that those of replicas need not agree: it is still there.
    expect(await other.source.get()).toBe('token-1');
    expect(one.server.requests).toHaveLength(1);
  });

  it('a refused token is replaced once, and only if the replicas still have it', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    await other.source.get();
    one.source.discard('token-1');
    expect(await one.source.get()).toBe('token-2');
    // The other hears of it from the FHIR server, and finds the new one.
    other.source.discard('token-1');
    expect(await other.source.get()).toBe('token-2');
    other.source.discard('token-1');
    expect(await other.source.get()).toBe('token-2');
    expect(one.server.requests).toHaveLength(2);
  });

  it('the token is encrypted in the store, under a name that reveals nothing', async () => {
    const [one] = await startTwo(granting({ access_token: 'MARKED-token' }));
    await one.source.get();
    const client = await createClient({ url: valkey.url }).connect();
    const names = await client.keys('*token*');
    const kept = await Promise.all(names.map((name) => client.hGetAll(name).catch(() => ({}))));
    expect(names.length).toBeGreaterThan(0);
    expect(JSON.stringify([names, kept])).not.toMatch(/MARKED/);
    expect(JSON.stringify([names, kept])).not.toContain(Buffer.from('MARKED').toString('base64url'));
    expect(one.logLines.join('')).not.toContain('MARKED');
    client.destroy();
  });

  it('replicas with different private keys have different tokens, as during a rotation', async () => {
    const [one, other] = await startTwo(granting(), keysOf());
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-1', 'token-2']);
    one.source.discard('token-1');
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-3', 'token-2']);
  });

  it('a token that was altered in the store is not used', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    const client = await createClient({ url: valkey.url }).connect();
    for (const name of await client.keys('*token*')) await client.hSet(name, 'sealed', 'altered');
    expect(await other.source.get()).toBe('token-2');
    client.destroy();
  });

  it('another replica requests the token if the first one was refused', async () => {
    const refusing = answering(503, {});
    const [one, other] = await startTwo((response, request, count) =>
      (count <= 3 ? refusing : granting())(response, request, count),
    );
    const outcomes = await Promise.allSettled([one.source.get(), other.source.get()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('each replica has its own token while the store is away, and they share one again afterwards', async () => {
    const [one, other] = await startTwo();
    await valkey.kill();
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-1', 'token-2']);
    await valkey.restart();
    for (const state of states) await becomes(state, 'up');
    one.source.discard('token-1');
    other.source.discard('token-2');
    const tokens = await Promise.all([one.source.get(), other.source.get()]);
    expect(tokens).toEqual(['token-3', 'token-3']);
  });

  describe('that somebody else writes to', () => {
    let admin: Admin;

    beforeEach(async () => {
      admin = await openAdmin(valkey);
      await admin.flushAll();
    });

    afterEach(() => admin.destroy());

    const placeOf = async (): Promise<string> => {
      const names = await admin.keys('*token:{*}');
      expect(names).toHaveLength(1);
      return names[0] ?? '';
    };

    it('a store that others write to gives every replica a token, whatever is in its keys, and remains shared', async () => {
      const [one, other] = await startTwo();
      await one.source.get();
      const place = await placeOf();
      let last = 'token-1';
      await fc.assert(
        fc.asyncProperty(garbage, garbage, async (inPlace, inLease) => {
          await plant(admin, place, inPlace);
          // A lease that ends soon enough to be one is waited for.
          const lifetimeMs = inLease.lifetimeMs === 500 ? null : inLease.lifetimeMs;
          await plant(admin, `${place}:asking`, { ...inLease, lifetimeMs });
          for (const { source } of [one, other]) source.discard(last);
          last = await one.source.get();
          expect(last).toMatch(/^token-\d+$/);
          expect(await other.source.get()).toBe(last);
          expect(states.map((state) => state.health().status)).toEqual(['up', 'up']);
        }),
        { numRuns: 100 },
      );
    });

    it('a store that others write to does not bring back a refused token under any name', async () => {
      const [one, other] = await startTwo();
      await one.source.get();
      const place = await placeOf();
      const kept = await admin.hGetAll(place);
      one.source.discard('token-1');
      await admin.hSet(place, { ...kept, name: 'another' });
      expect(await one.source.get()).toBe('token-2');
      expect(await other.source.get()).toBe('token-2');
    });

    it('a store that others write to does not extend the life of a token', async () => {
      const [one, other] = await startTwo(granting({ expires_in: 100 }));
      await one.source.get();
      await admin.pExpire(await placeOf(), 86_400_000);
      expect(await other.source.get()).toBe('token-1');
      other.clock.now += 89_999;
      expect(other.source.current()).toBe('token-1');
      other.clock.now += 2;
      expect(other.source.current()).toBeNull();
    });

    it('a token without an expiry is not kept', async () => {
      const [one, other] = await startTwo();
      await one.source.get();
      const place = await placeOf();
      await admin.persist(place);
      expect(await other.source.get()).toBe('token-2');
      expect(await admin.pTTL(place)).toBeGreaterThan(0);
    });

    it.each<[what: string, lifetimeMs: number | null]>([
      ['never ends', null],
      ['ends in a year', 31_536_000_000],
    ])('no replica waits for a lease that %s', async (_what, lifetimeMs) => {
      const [one] = await startTwo();
      await one.source.get();
      const lease = `${await placeOf()}:asking`;
      await admin.set(lease, 'nobody');
      if (lifetimeMs !== null) await admin.pExpire(lease, lifetimeMs);
      one.source.discard('token-1');
      const questions = vi.spyOn(states[0], 'run');
      expect(await one.source.get()).toBe('token-2');
      // It finds no token, and publishes its own. Waiting would take more questions.
      expect(questions).toHaveBeenCalledTimes(2);
    });
  });
});

describe('a store that answers with anything at all', () => {
  it('every replica gets its token, with its true expiry, whatever the store answers', async () => {
    let reply: unknown = null;
    let now = 0;
    const shared = createSharedToken({
      state: answeringState(() => reply),
      deriveKey: keysOf(),
      scope: null,
      now: () => now,
    });
    // 0 in the second place says to wait, which is bounded by time.
    const notToWait = anyReply.filter((value) => !(Array.isArray(value) && value[1] === 0));
    await fc.assert(
      fc.asyncProperty(notToWait, async (value) => {
        reply = value;
        now += 1_000;
        const renewAt = now + 60_000;
        const held = await shared.obtain(async () => ({ value: 'own', renewAt }), null);
        expect(held).toEqual({ value: 'own', renewAt });
      }),
    );
  });
});
