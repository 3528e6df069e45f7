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

describe('a request that is sent again with a permit of its own', () => {
  it('is rejected at once during a long pause', async () => {
    const permit = await acquirePermit();
    await permit.send(attemptWithRetryAfter(30_000));
    permit.release();
    expect(await rejectionOf(acquirePermit())).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
  });

  it('waits during a short pause until it is aborted', async () => {
    const permit = await acquirePermit();
    await permit.send(attemptWithRetryAfter(9_000));
    permit.release();
    const end = new AbortController();
    const again = acquirePermit(end.signal);
    end.abort();
    expect(await rejectionOf(again)).toMatchObject({ code: 'OPERATION_ABORTED' });
  });
});
