import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createThrottlePool } from '../../src/resilience/throttle-pool.ts';
import { rejectionOf } from '../support/refusal.ts';

const SERVER = 'https://fhir.example.org/R4';
const LIMITS = { maxConcurrency: 4, maxRps: 0 };

describe('the throttles of the sites', () => {
  it('belong to the FHIR server, however its base URL is spelled', () => {
    const pool = createThrottlePool(null);
    const { throttle } = pool.borrow(SERVER, LIMITS);
    expect(pool.borrow(SERVER, LIMITS).throttle).toBe(throttle);
    expect(pool.borrow('https://FHIR.Example.org:443/R4', LIMITS).throttle).toBe(throttle);
    expect(pool.borrow('https://fhir.example.org/other/R4', LIMITS).throttle).not.toBe(throttle);
  });

  it('have the new limits as soon as they change, while sites with the former ones close', () => {
    const pool = createThrottlePool(null);
    const former = pool.borrow(SERVER, LIMITS);
    const reduced = pool.borrow(SERVER, { ...LIMITS, maxConcurrency: 1 });
    expect(former.throttle.health().concurrency.configured).toBe(4);
    expect(reduced.throttle.health().concurrency.configured).toBe(1);
    former.release();
    expect(pool.borrow(SERVER, { ...LIMITS, maxConcurrency: 1 }).throttle).toBe(reduced.throttle);
  });

  it('keep the pause that the server demands while no site is open', async () => {
    vi.useFakeTimers();
    const pool = createThrottlePool(null);
    const { throttle, release } = pool.borrow(SERVER, LIMITS);
    const request = { caller: 'a', requestClass: 'read', type: 'Patient' } as const;
    const permit = await throttle.prepare(request).acquirePermit();
    const sent = permit.send(async (hooks) => {
      hooks.onSend();
      hooks.onFailure({ method: 'GET', attempt: 1, status: 429, retryAfterMs: 30_000 });
      throw new GatewayError('UPSTREAM_RATE_LIMITED', 'Too many requests.');
    });
    expect(await rejectionOf(sent)).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    permit.release();
    release();
    const again = pool.borrow(SERVER, LIMITS);
    expect(again.throttle.health().pausedForMs).toBeGreaterThan(0);
    again.release();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pool.borrow(SERVER, LIMITS).throttle).not.toBe(throttle);
    pool.close();
    vi.useRealTimers();
  });

  it('close when the last site releases them', async () => {
    const pool = createThrottlePool(null);
    const single = { ...LIMITS, maxConcurrency: 1 };
    const [one, other] = [pool.borrow(SERVER, single), pool.borrow(SERVER, single)];
    const acquire = () =>
      one.throttle.prepare({ caller: 'a', requestClass: 'read', type: 'Patient' }).acquirePermit();
    await acquire();
    const queued = rejectionOf(acquire());
    one.release();
    await expect.poll(() => one.throttle.health().requestClasses.read.queued).toBe(1);
    other.release();
    expect(await queued).toMatchObject({ code: 'OPERATION_ABORTED' });
    expect(pool.borrow(SERVER, single).throttle).not.toBe(one.throttle);
  });
});
