import { describe, expect, it, vi } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { LIFETIME_MS, processed, UNREACHABLE, usePanels, warm } from '../support/panel-server.ts';
import { rejectionOf } from '../support/refusal.ts';

const startPanel = usePanels();

describe('the refresh of a panel in memory', () => {
  it('starts with a read after a third of the time, and no operation waits for it or is charged', async () => {
    const started = startPanel();
    await warm(started);
    started.clock.wait(5_000);
    const budget = createRequestBudget();
    expect(await started.read(budget)).toMatchObject({ ids: ['a', 'b'], ageMs: 5_000 });
    await processed();
    expect([started.server.requests, budget.usage.requests]).toEqual([2, 0]);
    started.server.members = ['c'];
    await started.server.answer();
    started.clock.wait(1_000);
    expect(await started.read()).toMatchObject({ ids: ['a', 'b'], ageMs: 1_000 });
  });

  it('is one, however many operations read meanwhile', async () => {
    const started = startPanel({ isCoalescing: false });
    await warm(started);
    started.clock.wait(5_000);
    await Promise.all(Array.from({ length: 20 }, () => started.read()));
    await processed();
    expect(started.server.requests).toBe(2);
    await started.server.answer();
  });

  it('does not happen while no operation reads', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    try {
      const started = startPanel();
      await warm(started);
      for (let second = 0; second < LIFETIME_MS / 1_000; second += 1) {
        started.clock.wait(1_000);
        await vi.advanceTimersByTimeAsync(1_000);
      }
      await processed();
      expect(started.server.requests).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves the ids until their time is over if it fails, and is tried again after 5 seconds', async () => {
    const started = startPanel();
    await warm(started);
    started.server.error = UNREACHABLE;
    started.clock.wait(5_000);
    await started.read();
    await processed();
    await started.server.answer();
    started.clock.wait(4_999);
    expect(await started.read()).toMatchObject({ ids: ['a', 'b'], ageMs: 9_999 });
    await processed();
    expect(started.server.requests).toBe(2);
    started.clock.wait(1);
    await started.read();
    await processed();
    expect(started.server.requests).toBe(3);
    await started.server.answer();
    started.clock.wait(LIFETIME_MS - 10_000);
    const reading = rejectionOf(started.read());
    await processed();
    await started.server.answer();
    expect(await reading).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('leaves an operation that needs the panel after its time to wait for the request in flight, without charge', async () => {
    const started = startPanel();
    await warm(started);
    started.clock.wait(5_000);
    await started.read();
    await processed();
    started.clock.wait(LIFETIME_MS - 5_000);
    const budget = createRequestBudget();
    const reading = started.read(budget);
    await processed();
    started.server.members = ['c'];
    await started.server.answer();
    await reading;
    expect([started.server.requests, budget.usage.requests]).toEqual([2, 0]);
    // The request was sent 10 seconds ago.
    expect(await started.read()).toMatchObject({ ageMs: 10_000 });
  });
});
