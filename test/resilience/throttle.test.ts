import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../src/http/http-client.ts';
import { createThrottle, type RequestHooks, type Throttle } from '../../src/resilience/throttle.ts';
import { createHttpResponse } from '../support/http-response.ts';
import { rejectionOf } from '../support/refusal.ts';

const REFUSED: HttpResponse = createHttpResponse({ status: 401 });

let throttle: Throttle;

beforeEach(() => {
  throttle = createThrottle({
    limits: { maxConcurrency: 4, maxRps: 0 },
    upstream: 'https://fhir.example/r4',
    state: null,
  });
});

afterEach(() => throttle.close());

/** Returns an attempt that the server answers with 429 and this Retry-After. */
const attemptWithRetryAfter =
  (retryAfterMs: number) =>
  async (hooks: RequestHooks): Promise<HttpResponse> => {
    hooks.onSend();
    hooks.onFailure({ method: 'GET', attempt: 1, status: 429, retryAfterMs });
    return REFUSED;
  };

const acquirePermit = (signal?: AbortSignal) =>
  throttle.prepare({ caller: 'a', requestClass: 'read', type: 'Patient', signal }).acquirePermit();

/** Returns the number of timers that keep the process alive. */
const countTimers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('a permit used again', () => {
  it('rejects a second attempt at once during a long pause', async () => {
    const permit = await acquirePermit();
    await permit.send(attemptWithRetryAfter(30_000));
    let attempts = 0;
    const again = permit.send(async () => {
      attempts += 1;
      return REFUSED;
    });
    expect(await rejectionOf(again)).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    expect(attempts).toBe(0);
    permit.release();
  });

  it('delays a second attempt during a short pause until it is aborted, without keeping the process alive', async () => {
    const end = new AbortController();
    const permit = await acquirePermit(end.signal);
    await permit.send(attemptWithRetryAfter(9_000));
    const before = countTimers();
    const again = permit.send(async () => REFUSED);
    expect(countTimers()).toBe(before);
    end.abort();
    expect(await rejectionOf(again)).toMatchObject({ code: 'OPERATION_ABORTED' });
    permit.release();
  });
});
