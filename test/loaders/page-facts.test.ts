import { describe, expect, it } from 'vitest';
import type { Searchset } from '../../src/epic/searchset.ts';
import { createResponseLimits } from '../../src/limits/response-budget.ts';
import { inspectPage, type PageInspection } from '../../src/loaders/page-facts.ts';
import { retainPage } from '../../src/loaders/retained-page.ts';
import { asSent } from '../support/as-sent.ts';

const PAGE_MEMORY = 40_000;
const RECORDS = 1_000;

async function setUp() {
  const limits = createResponseLimits({ maxResponseBytes: 1_000_000, maxHeldBytes: 10_000_000 });
  const responseBudget = limits.begin(() => {});
  const matches = Array.from({ length: RECORDS }, (_, index) => ({ resourceType: 'Flag', id: `f${index}` }));
  responseBudget.hold(PAGE_MEMORY);
  const searchset = asSent<Searchset>({ matches, includes: [], next: null, memory: PAGE_MEMORY });
  const page = retainPage(searchset, responseBudget, () => {});
  const query: PageInspection['query'] = {
    isForeign: () => false,
    serverIntervals: () => null,
    patientId: 'p',
    reference: null,
  };
  const inspect = () => inspectPage({ responseBudget, query }, page);
  return { limits, responseBudget, inspect, first: await inspect() };
}

describe('the facts about a page', () => {
  it('count once towards the memory of the operation', async () => {
    const { limits, inspect, first } = await setUp();
    const held = limits.heldBytes;
    expect(held).toBeGreaterThan(PAGE_MEMORY + RECORDS * 100);
    expect(await inspect()).toBe(first);
    expect(limits.heldBytes).toBe(held);
  });

  it('are dropped when memory is short, together with the page', async () => {
    const { limits, responseBudget, inspect, first } = await setUp();
    responseBudget.holdSpare(3_000_000, () => {});
    expect(limits.heldBytes).toBe(0);
    expect(await inspect()).not.toBe(first);
  });

  it('leave the encoded response counted', async () => {
    const { limits, responseBudget } = await setUp();
    responseBudget.settle(100);
    expect(limits.heldBytes).toBe(100);
  });
});
