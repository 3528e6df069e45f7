import { describe, expect, it, vi } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { createMemoryPool } from '../../src/limits/memory-pool.ts';
import { LIFETIME_MS, processed, usePanels, warm, WARNING } from '../support/panel-server.ts';

const startPanel = usePanels();

describe('a panel in memory [T1-E9]', () => {
  it('answers operations until its time is over, and with the first read’s ids', async () => {
    const started = startPanel();
    await warm(started);
    started.server.members = ['c'];
    started.clock.wait(4_999);
    expect(await started.read()).toMatchObject({ ids: ['a', 'b'], ageMs: 4_999 });
    expect(started.server.requests).toBe(1);
  });

  it('is read again once its time is over', async () => {
    const started = startPanel();
    await warm(started);
    started.server.members = ['c'];
    started.clock.wait(LIFETIME_MS);
    const reading = started.read();
    await processed();
    await started.server.answer();
    expect(await reading).toMatchObject({ ids: ['c'], ageMs: null });
  });

  it('ages from when its request was sent, however late the answer came', async () => {
    const started = startPanel();
    const first = started.read();
    await processed();
    started.clock.wait(10_000);
    await started.server.answer();
    expect(await first).toMatchObject({ ids: ['a', 'b'], ageMs: null });
    expect(await started.read()).toMatchObject({ ageMs: 10_000 });
    started.clock.wait(5_000);
    void started.read();
    await processed();
    // The refresh, and the read of the operation, which shares the request.
    expect(started.server.requests).toBe(2);
    await started.server.answer();
  });

  it('is not kept if its answer came after its time', async () => {
    const started = startPanel();
    const first = started.read();
    await processed();
    started.clock.wait(LIFETIME_MS);
    await started.server.answer();
    expect((await first).ids).toEqual(['a', 'b']);
    const second = started.read();
    await processed();
    expect(started.server.requests).toBe(2);
    await started.server.answer();
    await second;
  });

  it('does not get younger when the clock is set back', async () => {
    const started = startPanel();
    await warm(started);
    started.server.members = ['c'];
    started.clock.wait(LIFETIME_MS - 1);
    started.clock.setBack(14_000);
    expect(await started.read()).toMatchObject({ ageMs: LIFETIME_MS - 1 });
    await processed();
    await started.server.answer();
    expect((await started.read()).ids).toEqual(['c']);
  });

  it('ends when its time is over, although the clock was set back', async () => {
    const started = startPanel({ isPanelOnly: true });
    await warm(started);
    started.server.members = ['c'];
    started.clock.setBack(14_000);
    started.clock.wait(LIFETIME_MS);
    const reading = started.read();
    await processed();
    await started.server.answer();
    expect(await reading).toMatchObject({ ids: ['c'], ageMs: null });
  });

  it('ages while the machine is suspended and the monotonic clock stops', async () => {
    const started = startPanel();
    await warm(started);
    started.clock.now += LIFETIME_MS;
    const reading = started.read();
    await processed();
    expect(started.server.requests).toBe(2);
    await started.server.answer();
    await reading;
  });

  it.each([false, true])(
    'keeps each warning of its read once, where it limits access: %s',
    async (isPanelOnly) => {
      const started = startPanel({ isPanelOnly });
      started.server.warnings = Array.from({ length: 10_000 }, () => ({ ...WARNING }));
      await warm(started);
      const budget = createRequestBudget();
      expect(await started.read(budget)).toMatchObject({ ageMs: 0, warnings: [WARNING] });
      // The operation may only be limited by the panel.
      expect(budget.usage.warnings).toEqual([]);
    },
  );

  it('is in memory for no operation if PANEL_CACHE_SECONDS is 0', async () => {
    const started = startPanel({ cacheSeconds: 0 });
    await warm(started);
    await warm(started);
    expect(started.server.requests).toBe(2);
  });
});

describe('the memory of panels [T7-I3]', () => {
  it('counts the ids, and is free once the panel is closed', async () => {
    const memory = createMemoryPool(Infinity);
    const started = startPanel({ memory });
    started.server.members = Array.from({ length: 1_000 }, (_, at) => `patient-${at}`);
    await warm(started);
    expect(memory.usedBytes).toBeGreaterThan(30_000);
    started.clock.wait(LIFETIME_MS);
    started.server.members = ['a'];
    await warm(started);
    expect(memory.usedBytes).toBeLessThan(100);
    started.panel.close();
    expect(memory.usedBytes).toBe(0);
  });

  it('counts the warnings', async () => {
    const memory = createMemoryPool(Infinity);
    const started = startPanel({ memory });
    started.server.members = [];
    started.server.warnings = Array.from({ length: 10_000 }, (_, at) => ({ ...WARNING, path: [at] }));
    await warm(started);
    expect((await started.read()).warnings).toHaveLength(201);
    expect(memory.usedBytes).toBeGreaterThan(100_000);
  });

  it.each([undefined, { end: '2026-06-15T12:00:01Z' }])(
    'is free once the time of the ids is over, although no operation reads, with the period %o',
    async (period) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const memory = createMemoryPool(Infinity);
        const started = startPanel({ memory });
        started.server.period = period;
        await warm(started);
        const timeMs = period === undefined ? LIFETIME_MS : 2_000;
        vi.advanceTimersByTime(timeMs - 1);
        expect(memory.usedBytes).toBeGreaterThan(0);
        vi.advanceTimersByTime(1);
        expect(memory.usedBytes).toBe(0);
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('keeps a panel that was read again for its own time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const memory = createMemoryPool(Infinity);
      const started = startPanel({ memory });
      await warm(started);
      started.clock.wait(LIFETIME_MS - 1);
      vi.advanceTimersByTime(LIFETIME_MS - 1);
      await warm(started);
      vi.advanceTimersByTime(LIFETIME_MS - 1);
      expect(memory.usedBytes).toBeGreaterThan(0);
      started.panel.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes the largest panel where there is too little for all, which is then read again', async () => {
    const memory = createMemoryPool(1_000);
    const [large, small] = [startPanel({ memory }), startPanel({ memory })];
    large.server.members = Array.from({ length: 20 }, (_, at) => `patient-${at}`);
    await warm(large);
    small.server.members = Array.from({ length: 10 }, (_, at) => `patient-${at}`);
    await warm(small);
    expect(await small.read()).toMatchObject({ ageMs: 0 });
    await warm(large);
    expect([large.server.requests, small.server.requests]).toEqual([2, 1]);
    expect(memory.usedBytes).toBeLessThanOrEqual(1_000);
  });

  it('takes nothing after the panel is closed, even if a read is in flight', async () => {
    const memory = createMemoryPool(Infinity);
    const { read, server, panel } = startPanel({ memory });
    const reading = read();
    await processed();
    panel.close();
    await server.answer();
    expect((await reading).ids).toEqual(['a', 'b']);
    expect(memory.usedBytes).toBe(0);
  });
});
