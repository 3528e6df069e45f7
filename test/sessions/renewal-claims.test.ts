import { describe, expect, it } from 'vitest';
import { createMemorySessionStorage } from '../../src/sessions/memory-session-storage.ts';
import type { SessionStorage } from '../../src/sessions/session-storage.ts';
import { createSharedSessionStorage } from '../../src/sessions/shared-session-storage.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey } from '../support/valkey.ts';

const IDLE_MS = 600_000;
const SECOND = { sealed: 'second', version: 2 };
const THIRD = { sealed: 'third', version: 3 };

interface OpenStorage {
  readonly storage: SessionStorage;
  readonly close: () => Promise<void>;
}

async function openMemory(): Promise<OpenStorage> {
  const storage = createMemorySessionStorage({ idleMs: IDLE_MS, now: () => 0 });
  return { storage, close: async () => {} };
}

async function openShared(): Promise<OpenStorage> {
  const valkey = await startValkey();
  const state = await openState(valkey.place);
  return {
    storage: createSharedSessionStorage({ state, place: 'north', idleMs: IDLE_MS }),
    async close() {
      state.close();
      await valkey.close();
    },
  };
}

describe('the claims of renewals in memory', () => {
  testClaims(openMemory);
});

describe.skipIf(!isValkeyThere)(`the claims of renewals in Valkey ${SKIPS_WITHOUT_VALKEY}`, () => {
  testClaims(openShared);
});

function testClaims(open: () => Promise<OpenStorage>): void {
  it('belong to one attempt at a time, until it ends', async () => {
    const { storage, close } = await open();
    await storage.add('a', 'first');
    expect(await storage.claim('a', 1, 'one')).toEqual({ kind: 'claimed' });
    expect(await storage.claim('a', 1, 'one')).toEqual({ kind: 'claimed' });
    expect(await storage.claim('a', 1, 'other')).toEqual({ kind: 'wait' });
    await storage.release('a', 'other');
    expect(await storage.claim('a', 1, 'other')).toEqual({ kind: 'wait' });
    await storage.release('a', 'one');
    expect(await storage.claim('a', 1, 'other')).toEqual({ kind: 'claimed' });
    expect(await storage.replace('a', SECOND, 'other')).toBe(true);
    expect(await storage.claim('a', 1, 'one')).toEqual({ kind: 'changed', ...SECOND });
    expect(await storage.claim('a', 2, 'one')).toEqual({ kind: 'claimed' });
    await close();
  });

  it('keep what was stored if the attempt stores it again, and the claim of the next renewal', async () => {
    const { storage, close } = await open();
    await storage.add('a', 'first');
    await storage.claim('a', 1, 'one');
    await storage.replace('a', SECOND, 'one');
    const repeated = { ...SECOND, sealed: 'repeated' };
    expect(await storage.replace('a', repeated, 'one')).toBe(true);
    expect(await storage.claim('a', 2, 'other')).toEqual({ kind: 'claimed' });
    expect(await storage.replace('a', repeated, 'one')).toBe(true);
    expect(await storage.claim('a', 2, 'third')).toEqual({ kind: 'wait' });
    expect(await storage.replace('a', THIRD, 'other')).toBe(true);
    expect(await storage.replace('a', repeated, 'one')).toBe(true);
    expect(await storage.read('a')).toMatchObject(THIRD);
    await close();
  });

  it('let no attempt store what another one claimed or stored, after the store lost its claim', async () => {
    const { storage, close } = await open();
    await storage.add('a', 'first');
    await storage.claim('a', 1, 'lost');
    await storage.release('a', 'lost');
    await storage.claim('a', 1, 'other');
    expect(await storage.replace('a', { ...SECOND, sealed: 'late' }, 'lost')).toBe(false);
    expect(await storage.replace('a', SECOND, 'other')).toBe(true);
    expect(await storage.replace('a', { ...SECOND, sealed: 'late' }, 'lost')).toBe(false);
    expect(await storage.read('a')).toMatchObject(SECOND);
    await close();
  });

  it('store nothing in a session that was removed', async () => {
    const { storage, close } = await open();
    await storage.add('a', 'first');
    await storage.claim('a', 1, 'one');
    await storage.remove('a');
    expect(await storage.replace('a', SECOND, 'one')).toBe(false);
    expect(await storage.read('a')).toBeNull();
    await close();
  });
}
