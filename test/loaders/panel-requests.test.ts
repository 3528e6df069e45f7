import { describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { CACHE_SECONDS, LIFETIME_MS, processed, usePanels } from '../support/panel-server.ts';
import { rejectionOf } from '../support/refusal.ts';

const startPanel = usePanels();

describe('operations that need the panel at once', () => {
  it('share one request, which counts for the first', async () => {
    const { read, server } = startPanel();
    const budgets = [createRequestBudget(), createRequestBudget(), createRequestBudget()];
    const readings = budgets.map((budget) => read(budget));
    await processed();
    await server.answer();
    expect((await Promise.all(readings)).map(({ ids }) => ids)).toEqual(budgets.map(() => ['a', 'b']));
    expect([server.requests, ...budgets.map(({ usage }) => usage.requests)]).toEqual([1, 1, 0, 0]);
  });

  it.each([false, true])(
    'get it although the budget of another is exhausted, where the panel limits access: %s',
    async (isPanelOnly) => {
      const { read, server } = startPanel({ isPanelOnly });
      const failed = rejectionOf(read(createRequestBudget(undefined, 0)));
      const readings = [read()];
      expect(await failed).toMatchObject({ code: 'OPERATION_TOO_EXPENSIVE' });
      readings.push(read());
      await processed();
      await server.answer();
      for (const { ids } of await Promise.all(readings)) expect(ids).toEqual(['a', 'b']);
    },
  );
});

describe('a request in flight that an operation joins [T1-E9]', () => {
  it.each([0, CACHE_SECONDS])(
    'authorizes no operation once its answer is older than the time of %s seconds; one newer request does',
    async (cacheSeconds) => {
      const { read, server, clock } = startPanel({ isPanelOnly: true, cacheSeconds });
      const budgets = [createRequestBudget(), createRequestBudget(), createRequestBudget()];
      const first = read(budgets[0]);
      await processed();
      server.members = ['b'];
      clock.wait(29_000);
      const others = budgets.slice(1).map((budget) => read(budget));
      await processed();
      expect(server.requests).toBe(1);
      clock.wait(1_000);
      await server.answer();
      // Its own request was sent when it needed the panel, so the answer counts however late it is.
      expect((await first).ids).toEqual(['a', 'b']);
      clock.wait(60_000);
      await server.answer();
      for (const { ids } of await Promise.all(others)) expect(ids).toEqual(['b']);
      expect([server.requests, ...budgets.map(({ usage }) => usage.requests)]).toEqual([2, 1, 1, 0]);
    },
  );

  it('authorizes no operation that needed the panel after it was sent, although the clock was set back', async () => {
    const { read, server, clock } = startPanel({ isPanelOnly: true });
    const first = read();
    await processed();
    server.members = ['b'];
    clock.wait(29_000);
    clock.setBack(60_000);
    const second = read();
    await processed();
    expect(server.requests).toBe(1);
    await server.answer();
    await server.answer();
    expect((await first).ids).toEqual(['a', 'b']);
    expect((await second).ids).toEqual(['b']);
  });

  it('lends its age only to the reads that join it', async () => {
    const { read, server, clock } = startPanel({ isCoalescing: false });
    const readings = [read()];
    await processed();
    clock.wait(LIFETIME_MS - 1);
    readings.push(read());
    await processed();
    clock.wait(2);
    await server.answer();
    await Promise.all(readings);
    expect(await read()).toMatchObject({ ageMs: 2 });
  });
});
