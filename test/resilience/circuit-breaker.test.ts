import { ConsecutiveBreaker } from 'cockatiel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CircuitBreaker,
  CircuitOpenError,
  createCircuitBreaker,
} from '../../src/resilience/circuit-breaker.ts';
import type { HealthSignal } from '../../src/resilience/failure-classifier.ts';
import { skipPauses, until } from '../support/time.ts';

const OPEN_FOR_MS = 2_000;
const opened: string[] = [];
let circuit: CircuitBreaker<HealthSignal>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  opened.length = 0;
  circuit = createCircuitBreaker<HealthSignal>({
    label: 'reads',
    breaker: new ConsecutiveBreaker(3),
    openForMs: OPEN_FOR_MS,
    classify: (health) => health,
    onOpen: ({ message }) => void opened.push(message),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Sends a request with this health signal through the circuit. */
async function send(health: HealthSignal | Promise<HealthSignal>): Promise<HealthSignal | 'refused'> {
  try {
    const permit = await circuit.acquire();
    try {
      return await circuit.run(async () => health);
    } finally {
      permit.release();
    }
  } catch (error) {
    if (error instanceof CircuitOpenError) return 'refused';
    throw error;
  }
}

async function sendAll(...signs: readonly HealthSignal[]): Promise<void> {
  for (const sign of signs) await send(sign);
}

describe('createCircuitBreaker', () => {
  it('opens after consecutive failures, and then refuses every request', async () => {
    await sendAll('down', 'down');
    expect([circuit.state, circuit.remainingOpenMs]).toEqual(['closed', 0]);
    await sendAll('down');
    expect([circuit.state, circuit.remainingOpenMs]).toEqual(['open', OPEN_FOR_MS]);
    const work = vi.fn<() => Promise<HealthSignal>>();
    await expect(circuit.run(work)).rejects.toBeInstanceOf(CircuitOpenError);
    await expect(circuit.acquire()).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message:
        'The circuit breaker for reads is open because recent requests failed. The gateway probes the server in about 2 s. Retry then.',
    });
    expect(work).not.toHaveBeenCalled();
    expect(opened).toHaveLength(1);
  });

  it('stays closed if successes come between the failures', async () => {
    await sendAll('down', 'down', 'alive', 'down', 'down', 'alive');
    expect(circuit.state).toBe('closed');
  });

  it('counts an inconclusive result neither as a failure nor as a success', async () => {
    await sendAll('down', 'down', 'unknown', 'unknown', 'unknown');
    expect(circuit.state).toBe('closed');
    await sendAll('down');
    expect(circuit.state).toBe('open');
  });

  it('closes when the first request after the pause succeeds', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS - 1);
    expect(await send('alive')).toBe('refused');
    vi.advanceTimersByTime(1);
    expect(circuit.state).toBe('half-open');
    expect(await send('alive')).toBe('alive');
    expect(circuit.state).toBe('closed');
  });

  it('opens again when the trial request fails', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    expect(await send('down')).toBe('down');
    expect([circuit.state, circuit.remainingOpenMs]).toEqual(['open', OPEN_FOR_MS]);
    expect(opened).toHaveLength(2);
  });

  it('makes the next request a trial at once if the first trial was inconclusive', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    for (let count = 0; count < 2; count += 1) {
      expect(await send('unknown')).toBe('unknown');
      expect([circuit.state, circuit.remainingOpenMs]).toEqual(['half-open', 0]);
    }
    expect(opened).toHaveLength(1);
    expect(await send('down')).toBe('down');
    expect([circuit.state, circuit.remainingOpenMs]).toEqual(['open', OPEN_FOR_MS]);
    vi.advanceTimersByTime(OPEN_FOR_MS);
    const trial = Promise.withResolvers<HealthSignal>();
    const all = [send(trial.promise), send('alive'), send('alive')];
    trial.resolve('unknown');
    expect(await Promise.all(all)).toEqual(['unknown', 'alive', 'alive']);
    expect(circuit.state).toBe('closed');
  });

  it('admits one request while half-open, and holds the others until its outcome', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    const trial = Promise.withResolvers<HealthSignal>();
    const first = send(trial.promise);
    const others = [send('alive'), send('alive')];
    await Promise.resolve();
    expect(circuit.state).toBe('half-open');
    trial.resolve('alive');
    expect(await Promise.all([first, ...others])).toEqual(['alive', 'alive', 'alive']);
  });

  it('refuses the held requests when the trial fails', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    const trial = Promise.withResolvers<HealthSignal>();
    const all = [send(trial.promise), send('alive'), send('alive')];
    trial.resolve('down');
    expect(await Promise.all(all)).toEqual(['down', 'refused', 'refused']);
  });

  it('makes another request the trial if the first one was never sent', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    const unsent = await circuit.acquire();
    const next = send('alive');
    unsent.release();
    expect(await next).toBe('alive');
    expect(circuit.state).toBe('closed');
  });

  it('stops holding a request that is aborted', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    await circuit.acquire();
    const abort = new AbortController();
    const waiting = circuit.acquire(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'OPERATION_ABORTED' });
  });

  it('does not stay open because the system clock was set back', async () => {
    await sendAll('down', 'down', 'down');
    vi.setSystemTime(Date.now() - 600_000);
    expect(circuit.state).toBe('closed');
    expect(await send('alive')).toBe('alive');
  });

  it('rethrows a defect of the work without counting it', async () => {
    const defect = new TypeError('No.');
    for (let count = 0; count < 5; count += 1) {
      await expect(circuit.run(() => Promise.reject(defect))).rejects.toBe(defect);
    }
    expect(circuit.state).toBe('closed');
  });
});

describe('a half-open circuit', () => {
  skipPauses();

  it('refuses held requests after about a second if the trial hangs', async () => {
    await sendAll('down', 'down', 'down');
    vi.advanceTimersByTime(OPEN_FOR_MS);
    await circuit.acquire();
    const started = performance.now();
    let waitedMs = 0;
    const outcome = circuit.acquire().catch((error: unknown) => {
      waitedMs = performance.now() - started;
      return error;
    });
    await until(() => {
      vi.advanceTimersByTime(100);
      return waitedMs > 0;
    });
    expect(await outcome).toBeInstanceOf(CircuitOpenError);
    expect(waitedMs).toBeGreaterThan(900);
  });
});
