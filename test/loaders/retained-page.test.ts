import { describe, expect, it } from 'vitest';
import type { Searchset } from '../../src/epic/searchset.ts';
import { releaseOthers, retainPage } from '../../src/loaders/retained-page.ts';
import { createResponseLimits } from '../../src/limits/response-budget.ts';
import { memoryOfValue } from '../../src/json/size.ts';
import { asSent } from '../support/as-sent.ts';

const MEMORY = 40_000;

function setUp() {
  const bounds = createResponseLimits({ maxResponseBytes: 1_000_000, maxHeldBytes: 1_000_000 });
  const responseBudget = bounds.begin(() => {});
  const match = { resourceType: 'Observation', id: 'o1', status: 'final', code: {} } as const;
  let forgotten = 0;
  responseBudget.hold(MEMORY);
  const searchset = asSent<Searchset>({ matches: [match], includes: [], next: null, memory: MEMORY });
  const page = retainPage(searchset, responseBudget, () => {
    forgotten += 1;
  });
  /** Holds enough spare memory to make the budget release all of it. */
  const shorten = (): void => responseBudget.holdSpare(300_000, () => {});
  return { bounds, responseBudget, page, match, shorten, forgotten: () => forgotten };
}

describe('a retained page', () => {
  it('releases its memory when memory is short', () => {
    const { bounds, shorten, forgotten } = setUp();
    shorten();
    expect([bounds.heldBytes, forgotten()]).toEqual([0, 1]);
  });

  it('stays counted until each list has read it, even if the next search requests it again', () => {
    const { bounds, page, shorten, forgotten } = setUp();
    const [one, other] = [page.pin(), page.pin()];
    shorten();
    expect([bounds.heldBytes, forgotten()]).toEqual([MEMORY, 1]);
    one();
    expect(bounds.heldBytes).toBe(MEMORY);
    other();
    expect(bounds.heldBytes).toBe(0);
  });

  it('keeps the encoded response counted after a list has read the page later', () => {
    const { bounds, responseBudget, page } = setUp();
    const unpin = page.pin();
    responseBudget.settle(100);
    unpin();
    expect(bounds.heldBytes).toBe(100);
  });

  it('leaves the encoded response counted when a search by medical record number ends later', () => {
    const { bounds, responseBudget } = setUp();
    responseBudget.settle(100);
    releaseOthers({ memory: MEMORY }, [], responseBudget);
    expect(bounds.heldBytes).toBe(100);
  });

  it('counts the records that a list shows once, even if they were retained at different times', () => {
    const { bounds, page, match, shorten } = setUp();
    const unpin = page.pin();
    shorten();
    page.retain(match);
    unpin();
    page.retain(match);
    expect(bounds.heldBytes).toBe(memoryOfValue(match));
  });
});
