import { createClient } from '@redis/client';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeriveKey } from '../../src/auth/derived-keys.ts';
import { createSharedToken } from '../../src/auth/replica-token.ts';
import type { SharedState } from '../../src/state/state.ts';
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

  it('is asked for once, by one of them, however many wait for it in each', async () => {
    const [one, other] = await startTwo();
    const waiting = Array.from({ length: 20 }, () => [one.source.get(), other.source.get()]).flat();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token-1']));
    expect(one.server.requests).toHaveLength(1);
  });

  it('is found by a replica that starts later, for as long as it is good', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    expect(await other.source.get()).toBe('token-1');
    other.clock.now += 3_541_000;
    // The place of it ends by the clock of the server, so that those of replicas need not agree: it is still there.
    expect(await other.source.get()).toBe('token-1');
    expect(one.server.requests).toHaveLength(1);
  });

  it('that was refused is asked for anew once, and only where it is still the one that they have', async () => {
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

  it('lies encrypted in the store, under a name that tells nothing', async () => {
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

  it('is each one’s own where their private keys differ, as while the key is rotated', async () => {
    const [one, other] = await startTwo(granting(), keysOf());
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-1', 'token-2']);
    one.source.discard('token-1');
    expect([await one.source.get(), await other.source.get()]).toEqual(['token-3', 'token-2']);
  });

  it('that somebody has altered in the store is not used', async () => {
    const [one, other] = await startTwo();
    await one.source.get();
    const client = await createClient({ url: valkey.url }).connect();
    for (const name of await client.keys('*token*')) await client.hSet(name, 'sealed', 'altered');
    expect(await other.source.get()).toBe('token-2');
    client.destroy();
  });

  it('is asked for by the next where the one who asked was refused it', async () => {
    const refusing = answering(503, {});
    const [one, other] = await startTwo((response, request, count) =>
      (count <= 3 ? refusing : granting())(response, request, count),
    );
    const outcomes = await Promise.allSettled([one.source.get(), other.source.get()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is each one’s own while the store is away, and is shared again when it is back', async () => {
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
});
