import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../src/http/http-client.ts';
import { createThrottle, type RequestHooks, type Throttle } from '../../src/resilience/throttle.ts';
import { received } from '../support/received.ts';
import { rejectionOf } from '../support/refusal.ts';

const REFUSED: HttpResponse = received({ status: 401 });

let throttle: Throttle;

beforeEach(() => {
  throttle = createThrottle({
    limits: { maxConcurrency: 4, maxRps: 0 },
    upstream: 'https://fhir.example/r4',
    state: null,
  });
});

afterEach(() => throttle.close());

/** An attempt that is refused, while the server asks for a pause. */
const whilePausedFor =
  (retryAfterMs: number) =>
  async (hooks: RequestHooks): Promise<HttpResponse> => {
    hooks.onSend();
    hooks.onFailure({ method: 'GET', attempt: 1, status: 429, retryAfterMs });
    return REFUSED;
  };

const permitOf = (signal?: AbortSignal) =>
  throttle.prepare({ caller: 'a', requestClass: 'read', type: 'Patient', signal }).acquirePermit();

/** How many keep the process from ending. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('what is sent once more', () => {
  it('a second attempt is refused at once during a long pause', async () => {
    const permit = await permitOf();
    await permit.send(whilePausedFor(30_000));
    let attempts = 0;
    const again = permit.send(async () => {
      attempts += 1;
      return REFUSED;
    });
    expect(await rejectionOf(again)).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    expect(attempts).toBe(0);
    permit.release();
  });

  it('a second attempt waits through a short pause until it is aborted, and does not keep the process from ending', async () => {
    const end = new AbortController();
    const permit = await permitOf(end.signal);
    await permit.send(whilePausedFor(9_000));
    const before = timers();
    const again = permit.send(async () => REFUSED);
    expect(timers()).toBe(before);
    end.abort();
    expect(await rejectionOf(again)).toMatchObject({ code: 'OPERATION_ABORTED' });
    permit.release();
  });
});
