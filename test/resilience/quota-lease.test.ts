import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQuotaLease, IDLE_MS, type QuotaLease } from '../../src/resilience/quota-lease.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { createReplyingState } from '../support/hostile-store.ts';

const TOTAL = { concurrency: 8, rps: 12 };
const NOTHING = { concurrency: 0, rps: 0 };

/** The lease in each command, in milliseconds; 0 returns it. */
let leases: number[];
let queued: number;
let isStoreDown: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  [leases, queued, isStoreDown] = [[], 0, false];
});

afterEach(() => vi.useRealTimers());

function openLease(server = 'north'): QuotaLease {
  const state: SharedState = {
    ...createReplyingState(() => null),
    async run(_script, _keys, args) {
      leases.push(Number(args[1]));
      if (isStoreDown) throw new Error('down');
      return [6, 10, 2, 0];
    },
  };
  return createQuotaLease({
    state,
    upstream: `https://${server}.example.org`,
    total: TOTAL,
    report: () => ({ inFlight: 0, peak: 0, queued, started: 0, recent: 0, pausedForMs: 0 }),
    onChange: () => {},
  });
}

describe('the lease of an idle replica', () => {
  it('is returned, so the FHIR servers of idle sites cost the store no command', async () => {
    const servers = Array.from({ length: 100 }, (_, at) => openLease(`site-${at}`));
    await vi.advanceTimersByTimeAsync(IDLE_MS + 1_000);
    expect(leases.filter((lease) => lease === 0)).toHaveLength(servers.length);
    leases = [];
    await vi.advanceTimersByTimeAsync(600_000);
    for (const server of servers) server.close();
    expect(leases).toEqual([]);
  });

  it('is not returned while a request waits', async () => {
    queued = 1;
    const lease = openLease();
    await vi.advanceTimersByTimeAsync(3 * IDLE_MS);
    expect(leases).not.toContain(0);
    lease.close();
  });

  it('is renewed before the next request starts', async () => {
    const lease = openLease();
    await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
    expect([lease.own, lease.reported, lease.status]).toEqual([
      NOTHING,
      { concurrency: 6, rps: 10 },
      'shared',
    ]);
    queued = 1;
    lease.requestMore();
    expect(lease.own).toEqual(NOTHING);
    await vi.advanceTimersByTimeAsync(0);
    expect(lease.own).toEqual({ concurrency: 6, rps: 10 });
    lease.close();
  });

  it('is replaced by an equal part at once if the store has failed meanwhile', async () => {
    const lease = openLease();
    await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
    [isStoreDown, queued] = [true, 1];
    lease.requestMore();
    await vi.advanceTimersByTimeAsync(0);
    expect([lease.own, lease.status]).toEqual([{ concurrency: 4, rps: 6 }, 'local']);
    lease.close();
  });
});
