import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import type { SiteClient } from '../support/site.ts';
import { MAX_PAUSE_MS } from '../../src/resilience/aimd-limit.ts';
import { QUOTA_LEASE_SCRIPT } from '../../src/resilience/quota-lease-script.ts';
import { createQuotaLease, LEASE_MS, type QuotaLease } from '../../src/resilience/quota-lease.ts';
import { type SharedState, STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import { clientOf } from '../epic/epic-client.ts';
import { at } from '../support/expected.ts';
import {
  type Admin,
  createReplyingState,
  anyReply,
  anyText,
  anyGarbage,
  openAdmin,
  plantGarbage,
} from '../support/hostile-store.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { budgetOf, codesOf, until } from './client.ts';

const TOTAL = { concurrency: 8, rps: 12 };

/** Returns the text that a replica stores in its hash field. */
function fieldOf(ends: number, granted: unknown = [8, 12]): string {
  return JSON.stringify({ ends, granted, want: [8, 12] });
}

describe('a store that grants more than the total', () => {
  let sandbox: Sandbox;
  let client: SiteClient;

  beforeEach(async () => {
    sandbox = await startSandbox();
  });

  afterEach(async () => {
    client.close();
    await sandbox.close();
  });

  it('sends no more requests than the total when the store grants more', async () => {
    const state = createReplyingState(() => [9, 9, 1, 0]);
    client = await clientOf(sandbox, { limits: { maxConcurrency: TOTAL.concurrency }, state });
    await client.probe();
    const hold = sandbox.hold({ operation: 'read' });
    const reads = Array.from({ length: 40 }, (_, nth) =>
      client.read('Patient', `e${nth}`, budgetOf(nth % 2 === 0 ? 'one' : 'other')),
    );
    await until(() => hold.arrived === TOTAL.concurrency);
    // Gives a ninth request time to arrive.
    for (let turn = 0; turn < 20; turn += 1) await fetch(`${sandbox.baseUrl}/metadata`);
    expect(hold.arrived).toBe(TOTAL.concurrency);
    hold.release();
    expect(new Set(await codesOf(reads))).toEqual(new Set(['ok']));
  });
});

/** Returns the lease of a replica and its pause after the store's first answer. */
async function openLease(state: SharedState): Promise<{ lease: QuotaLease; pausedForMs: number }> {
  const changed = Promise.withResolvers<number>();
  const lease = createQuotaLease({
    state,
    upstream: 'https://fhir.example.org',
    total: TOTAL,
    report: () => ({ inFlight: 0, peak: 0, queued: 0, started: 0, recent: 0, pausedForMs: 0 }),
    onChange: changed.resolve,
  });
  return { lease, pausedForMs: await changed.promise };
}

describe('a store with invalid answers [T6-D2]', () => {
  it('keeps quotas whole, between 0 and the total, and pauses within a minute, whatever the store answers', async () => {
    await fc.assert(
      fc.asyncProperty(anyReply, async (reply) => {
        const { lease, pausedForMs } = await openLease(createReplyingState(() => reply));
        const { concurrency, rps } = lease.own;
        lease.close();
        for (const [part, total] of [
          [concurrency, TOTAL.concurrency],
          [rps, TOTAL.rps],
        ] as const) {
          expect([Number.isInteger(part), (part ?? -1) >= 0, (part ?? Infinity) <= total]).toEqual([
            true,
            true,
            true,
          ]);
        }
        expect([pausedForMs >= 0, pausedForMs <= MAX_PAUSE_MS]).toEqual([true, true]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('falls back to a local quota if the store’s answer makes no sense', async () => {
    const { lease } = await openLease(createReplyingState(() => [8, 12, Number.NaN, 0]));
    expect([lease.status, lease.own.concurrency]).toEqual(['local', 0]);
    await until(() => lease.own.concurrency > 0);
    expect(lease.own).toEqual(TOTAL);
    lease.close();
  });
});

describe.skipIf(!isValkeyThere)(`the hash of quotas ${SKIPS_WITHOUT_VALKEY} [T6-D2]`, () => {
  const KEY = 'throttle:test';
  const NAME = `${STATE_KEY_PREFIX}${KEY}`;
  let valkey: ValkeyServer;
  let state: SharedState;
  let admin: Admin;

  beforeAll(async () => {
    valkey = await startValkey({ appendonly: 'no' });
    state = await openState(valkey.place);
    admin = await openAdmin(valkey);
  });

  beforeEach(async () => {
    await admin.del(NAME);
  });

  afterAll(async () => {
    state.close();
    admin.destroy();
    await valkey.close();
  });

  /** Requests the total as a replica, and returns the reply. */
  const requestTotal = async (replica = 'me', pauseMs = 0): Promise<readonly unknown[]> => {
    const { concurrency, rps } = TOTAL;
    const args = [replica, LEASE_MS, pauseMs, concurrency, concurrency, 0, rps, rps, 0].map(String);
    const reply = await state.run(QUOTA_LEASE_SCRIPT, [KEY], args);
    const numbers: readonly unknown[] = Array.isArray(reply) ? reply : [];
    return numbers;
  };
  const nowMs = async (): Promise<number> => {
    const [seconds, micros] = await admin.time();
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  };

  it('answers within bounds, as for an empty key, whatever the key contains', async () => {
    const field = fc.oneof(
      anyText,
      fc
        .record({ ends: fc.anything(), granted: fc.anything(), want: fc.anything() })
        .map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(anyGarbage, field, fc.boolean(), async (planted, text, isPause) => {
        await requestTotal();
        await plantGarbage(admin, NAME, planted);
        if (['none', 'hash'].includes(await admin.type(NAME)))
          await admin.hSet(NAME, isPause ? 'pause' : 'another', text);
        const [concurrency, rps, replicas, pausedMs] = await requestTotal();
        expect([concurrency, rps]).toEqual([TOTAL.concurrency, TOTAL.rps]);
        expect(replicas).toBe(1);
        expect([Number(pausedMs) >= 0, Number(pausedMs) <= MAX_PAUSE_MS]).toEqual([true, true]);
        expect(state.health().isUp).toBe(true);
        await admin.del(NAME);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[what: string, text: string]>([
    ['invalid JSON', 'x'],
    ['an empty object', '{}'],
    ['a lease with an invalid end', '{"ends":"never","granted":[8,12],"want":[8,12]}'],
    ['a quota that is not a number', fieldOf(9e12, ['8', 12])],
    ['a negative quota', fieldOf(9e12, [-1, 12])],
    ['a fractional quota', fieldOf(9e12, [0.5, 12])],
    ['a quota beyond every limit', fieldOf(9e12, [1e9, 12])],
    ['no quota', fieldOf(9e12, null)],
  ])('deletes a field with %s, which reduces no replica’s quota', async (_what, text) => {
    await admin.hSet(NAME, 'another', text);
    expect((await requestTotal()).slice(0, 3)).toEqual([TOTAL.concurrency, TOTAL.rps, 1]);
    expect(await admin.hKeys(NAME)).toEqual(['me']);
  });

  it('shortens a lease that would end later than a new one', async () => {
    await admin.hSet(NAME, 'another', fieldOf(9e12));
    expect((await requestTotal()).slice(0, 3)).toEqual([0, 0, 2]);
    const kept: unknown = JSON.parse((await admin.hGet(NAME, 'another')) ?? '');
    expect(at(kept, 'ends')).toBeLessThanOrEqual((await nowMs()) + LEASE_MS);
    await vi.waitFor(
      async () => expect((await requestTotal()).slice(0, 3)).toEqual([TOTAL.concurrency, TOTAL.rps, 1]),
      PATIENCE,
    );
  });

  it('shortens a pause that would end later than a new one', async () => {
    await admin.hSet(NAME, 'pause', '9e12');
    expect((await requestTotal())[3]).toBe(MAX_PAUSE_MS);
    expect(Number(await admin.hGet(NAME, 'pause'))).toBeLessThanOrEqual((await nowMs()) + MAX_PAUSE_MS);
  });

  it('limits the pause that a replica reports', async () => {
    expect((await requestTotal('other', 9e12))[3]).toBe(MAX_PAUSE_MS);
  });

  it('deletes the hash if it has more fields than there can be replicas', async () => {
    const fields = Array.from({ length: 2_000 }, (_, nth) => [`r${nth}`, fieldOf(9e12)] as const);
    await admin.hSet(NAME, Object.fromEntries(fields));
    expect((await requestTotal()).slice(0, 3)).toEqual([TOTAL.concurrency, TOTAL.rps, 1]);
  });
});
