import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpicClient } from '../../src/epic/client.ts';
import { MAX_PAUSE_MS } from '../../src/resilience/aimd-limit.ts';
import { QUOTA_LEASE_SCRIPT } from '../../src/resilience/quota-lease-script.ts';
import { createQuotaLease, LEASE_MS, type QuotaLease } from '../../src/resilience/quota-lease.ts';
import { type SharedState, STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import { clientOf } from '../epic/epic-client.ts';
import { at } from '../support/expected.ts';
import {
  type Admin,
  answeringState,
  anyReply,
  anyText,
  garbage,
  openAdmin,
  plant,
} from '../support/lying-store.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { budgetOf, codesOf, until } from './client.ts';

vi.setConfig({ testTimeout: 60_000 });

const TOTAL = { concurrency: 8, rps: 12 };

/** The text that a replica keeps in its field of the hash. */
function fieldOf(ends: number, granted: unknown = [8, 12]): string {
  return JSON.stringify({ ends, granted, want: [8, 12] });
}

describe('a store that answers with a part beyond the total', () => {
  let sandbox: Sandbox;
  let client: EpicClient;

  beforeEach(async () => {
    sandbox = await startSandbox();
  });

  afterEach(async () => {
    client.close();
    await sandbox.close();
  });

  it('a store that grants more than the total lets out as many requests as the total, and none fails', async () => {
    const state = answeringState(() => [9, 9, 1, 0]);
    client = await clientOf(sandbox, { limits: { maxConcurrency: TOTAL.concurrency }, state });
    await client.probe();
    const hold = sandbox.hold({ operation: 'read' });
    const reads = Array.from({ length: 40 }, (_, nth) => client.read('Patient', `e${nth}`, budgetOf('one')));
    await until(() => hold.arrived === TOTAL.concurrency);
    // Room for a ninth to arrive.
    for (let turn = 0; turn < 20; turn += 1) await fetch(`${sandbox.baseUrl}/metadata`);
    expect(hold.arrived).toBe(TOTAL.concurrency);
    hold.release();
    expect(new Set(await codesOf(reads))).toEqual(new Set(['ok']));
  });
});

/** Returns the lease of a replica after its store has answered, and the pause that it heard of. */
async function leaseOf(state: SharedState): Promise<{ lease: QuotaLease; pausedForMs: number }> {
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

describe('whatever a store answers', () => {
  it('whatever a store answers, a replica has whole numbers from 0 to the total, and a pause of at most a minute', async () => {
    await fc.assert(
      fc.asyncProperty(anyReply, async (reply) => {
        const { lease, pausedForMs } = await leaseOf(answeringState(() => reply));
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

  it('a store that makes no sense leaves each replica at least one request at a time', async () => {
    const { lease } = await leaseOf(answeringState(() => [8, 12, Number.NaN, 0]));
    expect([lease.status, lease.own.concurrency]).toEqual(['local', 0]);
    await until(() => lease.own.concurrency > 0);
    expect(lease.own).toEqual(TOTAL);
    lease.close();
  });
});

describe.skipIf(!isValkeyThere)(`the hash of the parts ${SKIPS_WITHOUT_VALKEY}`, () => {
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

  /** Asks for everything as a replica, and returns the answer. */
  const ask = async (replica = 'me', pauseMs = 0): Promise<readonly unknown[]> => {
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

  it('the lease script answers within bounds, as if the key were empty, whatever somebody has put there', async () => {
    const field = fc.oneof(
      anyText,
      fc
        .record({ ends: fc.anything(), granted: fc.anything(), want: fc.anything() })
        .map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(garbage, field, fc.boolean(), async (planted, text, isPause) => {
        await ask();
        await plant(admin, NAME, planted);
        if (['none', 'hash'].includes(await admin.type(NAME)))
          await admin.hSet(NAME, isPause ? 'pause' : 'another', text);
        const [concurrency, rps, replicas, pausedMs] = await ask();
        expect([concurrency, rps]).toEqual([TOTAL.concurrency, TOTAL.rps]);
        expect(replicas).toBe(1);
        expect([Number(pausedMs) >= 0, Number(pausedMs) <= MAX_PAUSE_MS]).toEqual([true, true]);
        expect(state.health().status).toBe('up');
        await admin.del(NAME);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[what: string, text: string]>([
    ['no JSON', 'x'],
    ['no replica', '{}'],
    ['a lease that ends at no time', '{"ends":"never","granted":[8,12],"want":[8,12]}'],
    ['a part that is no number', fieldOf(9e12, ['8', 12])],
    ['a part below nothing', fieldOf(9e12, [-1, 12])],
    ['half a part', fieldOf(9e12, [0.5, 12])],
    ['a part beyond every bound', fieldOf(9e12, [1e9, 12])],
    ['no part', fieldOf(9e12, null)],
  ])(
    'the lease script deletes a field with %s, which takes nothing from the replicas',
    async (_what, text) => {
      await admin.hSet(NAME, 'another', text);
      expect((await ask()).slice(0, 3)).toEqual([TOTAL.concurrency, TOTAL.rps, 1]);
      expect(await admin.hKeys(NAME)).toEqual(['me']);
    },
  );

  it('no lease ends later than one that begins now', async () => {
    await admin.hSet(NAME, 'another', fieldOf(9e12));
    expect((await ask()).slice(0, 3)).toEqual([0, 0, 2]);
    const kept: unknown = JSON.parse((await admin.hGet(NAME, 'another')) ?? '');
    expect(at(kept, 'ends')).toBeLessThanOrEqual((await nowMs()) + LEASE_MS);
    await vi.waitFor(
      async () => expect((await ask()).slice(0, 3)).toEqual([TOTAL.concurrency, TOTAL.rps, 1]),
      {
        timeout: 20_000,
      },
    );
  });

  it('no pause ends later than one that begins now', async () => {
    await admin.hSet(NAME, 'pause', '9e12');
    expect((await ask())[3]).toBe(MAX_PAUSE_MS);
    expect(Number(await admin.hGet(NAME, 'pause'))).toBeLessThanOrEqual((await nowMs()) + MAX_PAUSE_MS);
  });

  it('a replica cannot set a longer pause either', async () => {
    expect((await ask('other', 9e12))[3]).toBe(MAX_PAUSE_MS);
  });

  it('the lease script starts again if there are more fields than replicas can be', async () => {
    const fields = Array.from({ length: 2_000 }, (_, nth) => [`r${nth}`, fieldOf(9e12)] as const);
    await admin.hSet(NAME, Object.fromEntries(fields));
    expect((await ask()).slice(0, 3)).toEqual([TOTAL.concurrency, TOTAL.rps, 1]);
  });
});
