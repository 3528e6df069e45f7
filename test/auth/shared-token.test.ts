import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeriveKey } from '../../src/auth/derived-keys.ts';
import { createSharedToken } from '../../src/auth/shared-token.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import {
  type Admin,
  createReplyingState,
  anyReply,
  anyGarbage,
  openAdmin,
  plantGarbage,
} from '../support/hostile-store.ts';
import { waitForStatus, openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { answering, granting, startTokenBench, type TokenBench } from './token-endpoint.ts';

/** Returns a factory of the token that a replica shares. */
function sharingThrough(state: SharedState, deriveKey: DeriveKey) {
  return (now: () => number) => createSharedToken({ state, deriveKey, scope: null, now });
}

/** Returns the keys of the replicas that have one private key. */
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

  /** Starts two replicas with one token endpoint. The second replica may have other keys. */
  async function startTwo(handler = granting(), otherKeys = keys): Promise<[TokenBench, TokenBench]> {
    const one = await startTokenBench(handler, { shared: sharingThrough(states[0], keys) });
    const other = await startTokenBench(handler, {
      shared: sharingThrough(states[1], otherKeys),
      tokenUrl: async () => `${one.server.origin}/token`,
    });
    benches.push(one, other);
    return [one, other];
  }

  it('requests the token on one replica only, however many callers wait on each', async () => {
    const [one, other] = await startTwo();
    const waiting = Array.from({ length: 20 }, () => [one.source.get(), other.source.get()]).flat();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token-1']));
    expect(one.server.requests).toHaveLength(1);
  });

  it('shares the token with a replica that starts later, while it is valid', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    expect(await other.source.get()).toBe('token-1');
    other.clock.now += 3_541_000;
    // The store expires the token by its own clock, not by the clocks of the replicas. It is still there.
    expect(await other.source.get()).toBe('token-1');
    expect(one.server.requests).toHaveLength(1);
  });

  it('replaces a refused token once, and only if the replicas still have it', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    await other.source.get();
    one.source.discard('token-1');
    expect(await one.source.get()).toBe('token-2');
    // The FHIR server refuses the old token of the other replica, which then finds the new one.
    other.source.discard('token-1');
    expect(await other.source.get()).toBe('token-2');
    other.source.discard('token-1');
    expect(await other.source.get()).toBe('token-2');
    expect(one.server.requests).toHaveLength(2);
  });

  it('encrypts the token in the store, under a name that reveals nothing [T6-I7]', async () => {
    const [one] = await startTwo(granting({ access_token: 'CANARY-token' }));
    await one.source.get();
    const client = await createClient({ url: valkey.url }).connect();
    const names = await client.keys('*token*');
    const stored = await Promise.all(names.map((name) => client.hGetAll(name).catch(() => ({}))));
    expect(names.length).toBeGreaterThan(0);
    expect(JSON.stringify([names, stored])).not.toMatch(/CANARY/);
    expect(JSON.stringify([names, stored])).not.toContain(Buffer.from('CANARY').toString('base64url'));
    expect(one.logLines.join('')).not.toContain('CANARY');
    client.destroy();
  });

  it('keeps the tokens of replicas with different private keys apart, as during a rotation', async () => {
    const [one, other] = await startTwo(granting(), keysOf());
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-1', 'token-2']);
    one.source.discard('token-1');
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-3', 'token-2']);
  });

  it('does not use a token that was altered in the store', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    const client = await createClient({ url: valkey.url }).connect();
    for (const name of await client.keys('*token*')) await client.hSet(name, 'sealed', 'altered');
    expect(await other.source.get()).toBe('token-2');
    client.destroy();
  });

  it('requests the token on another replica if the first replica was refused', async () => {
    const refusing = answering(503, {});
    const [one, other] = await startTwo((response, request, count) =>
      (count <= 3 ? refusing : granting())(response, request, count),
    );
    const outcomes = await Promise.allSettled([one.source.get(), other.source.get()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('gives each replica its own token while the store is down, and one token again afterwards', async () => {
    const [one, other] = await startTwo();
    await valkey.kill();
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-1', 'token-2']);
    await valkey.restart();
    for (const state of states) await waitForStatus(state, 'up');
    one.source.discard('token-1');
    other.source.discard('token-2');
    const tokens = await Promise.all([one.source.get(), other.source.get()]);
    expect(tokens).toEqual(['token-3', 'token-3']);
  });

  describe('a store that another program writes to [T6-T2]', () => {
    let admin: Admin;

    beforeEach(async () => {
      admin = await openAdmin(valkey);
      await admin.flushAll();
    });

    afterEach(() => admin.destroy());

    const keyOfToken = async (): Promise<string> => {
      const names = await admin.keys('*token:{*}');
      expect(names).toHaveLength(1);
      return names[0] ?? '';
    };

    it('gives every replica a token whatever another program writes to the store, and keeps sharing it', async () => {
      const [one, other] = await startTwo();
      await one.source.get();
      const storeKey = await keyOfToken();
      let last = 'token-1';
      await fc.assert(
        fc.asyncProperty(anyGarbage, anyGarbage, async (inPlace, inLease) => {
          await plantGarbage(admin, storeKey, inPlace);
          // The replica would wait for a lease that ends soon.
          const lifetimeMs = inLease.lifetimeMs === 500 ? null : inLease.lifetimeMs;
          await plantGarbage(admin, `${storeKey}:asking`, { ...inLease, lifetimeMs });
          for (const { source } of [one, other]) source.discard(last);
          last = await one.source.get();
          expect(last).toMatch(/^token-\d+$/);
          expect(await other.source.get()).toBe(last);
          expect(states.map((state) => state.health().isUp)).toEqual([true, true]);
        }),
        { numRuns: 100 },
      );
    });

    it('does not restore a refused token that another program renames in the store', async () => {
      const [one, other] = await startTwo();
      await one.source.get();
      const storeKey = await keyOfToken();
      const stored = await admin.hGetAll(storeKey);
      one.source.discard('token-1');
      await admin.hSet(storeKey, { ...stored, name: 'another' });
      expect(await one.source.get()).toBe('token-2');
      expect(await other.source.get()).toBe('token-2');
    });

    it('does not extend the life of a token when another program extends its entry in the store', async () => {
      const [one, other] = await startTwo(granting({ expires_in: 100 }));
      await one.source.get();
      await admin.pExpire(await keyOfToken(), 86_400_000);
      expect(await other.source.get()).toBe('token-1');
      other.clock.now += 89_999;
      expect(other.source.current()).toBe('token-1');
      other.clock.now += 2;
      expect(other.source.current()).toBeNull();
    });

    it('does not keep a token whose entry in the store has no expiry', async () => {
      const [one, other] = await startTwo();
      await one.source.get();
      const storeKey = await keyOfToken();
      await admin.persist(storeKey);
      expect(await other.source.get()).toBe('token-2');
      expect(await admin.pTTL(storeKey)).toBeGreaterThan(0);
    });

    it.each<[what: string, lifetimeMs: number | null]>([
      ['never ends', null],
      ['ends in a year', 31_536_000_000],
    ])('does not wait for a lease that %s', async (_what, lifetimeMs) => {
      const [one] = await startTwo();
      await one.source.get();
      const lease = `${await keyOfToken()}:asking`;
      await admin.set(lease, 'nobody');
      if (lifetimeMs !== null) await admin.pExpire(lease, lifetimeMs);
      one.source.discard('token-1');
      const requests = vi.spyOn(states[0], 'run');
      expect(await one.source.get()).toBe('token-2');
      // The replica finds no token and publishes its own. Waiting would take more requests.
      expect(requests).toHaveBeenCalledTimes(2);
    });
  });
});

describe('a store with arbitrary replies', () => {
  it('gives every replica its token with the true expiry, whatever the store replies', async () => {
    let reply: unknown = null;
    let now = 0;
    const shared = createSharedToken({
      state: createReplyingState(() => reply),
      deriveKey: keysOf(),
      scope: null,
      now: () => now,
    });
    // 0 in the second place means to wait, for a limited time.
    const notToWait = anyReply.filter((value) => !(Array.isArray(value) && value[1] === 0));
    await fc.assert(
      fc.asyncProperty(notToWait, async (value) => {
        reply = value;
        now += 1_000;
        const renewAt = now + 60_000;
        const token = await shared.obtain(async () => ({ value: 'own', renewAt }), null);
        expect(token).toEqual({ value: 'own', renewAt });
      }),
    );
  });
});
