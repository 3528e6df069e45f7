import { expect, it } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { collectGarbage } from '../support/heap.ts';
import { processed, type StartedPanel, usePanels } from '../support/panel-server.ts';

const startPanel = usePanels();

it('a panel in memory keeps nothing of the operation that read the panel', async () => {
  const started = startPanel();
  const budget = await readWithOwnBudget(started);
  await processed();
  collectGarbage();
  expect(budget.deref()).toBeUndefined();
  expect(await started.read()).toMatchObject({ ids: ['a', 'b'], ageMs: 0 });
});

/** The budget is part of the operation. Only this function refers to it. */
async function readWithOwnBudget({ read, server }: StartedPanel): Promise<WeakRef<object>> {
  const budget = createRequestBudget();
  const reading = read(budget);
  await processed();
  await server.answer();
  await reading;
  return new WeakRef(budget);
}
