/** Retains the page of a search for equal searches of the operation, until memory is short. */
import type { Searchset } from '../epic/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import { memoryOfValue } from '../json/size.ts';

export interface RetainedPage {
  readonly searchset: Searchset;
  /** Keeps a match that a list returns when the page is released. */
  retain(match: Stored<Resource>): void;
  /** Counts the page's memory until the returned function is called. */
  readonly pin: () => () => void;
}

/** @param forget makes the next equal search send its request again */
export function retainPage(
  searchset: Searchset,
  responseBudget: ResponseBudget,
  forget: () => void,
): RetainedPage {
  const kept = new Set<Stored<Resource>>();
  let readers = 0;
  let isDropped = false;
  let isReleased = false;
  const releaseIfUnread = (): void => {
    if (!isDropped || isReleased || readers > 0) return;
    isReleased = true;
    releaseOthers(searchset, [...kept, ...searchset.includes], responseBudget);
  };
  responseBudget.holdSpare(searchset.memory, () => {
    isDropped = true;
    forget();
    releaseIfUnread();
  });
  return {
    searchset,
    retain(match) {
      if (isReleased && !kept.has(match)) responseBudget.hold(memoryOfValue(match));
      kept.add(match);
    },
    pin() {
      readers += 1;
      return () => {
        readers -= 1;
        releaseIfUnread();
      };
    },
  };
}

/**
 * Releases the memory of a page's records, except those that the operation keeps. Does nothing once the operation's memory is settled: the
 * page no longer counts then, and a release would uncount the encoded response.
 */
export function releaseOthers(
  { memory }: Pick<Searchset, 'memory'>,
  kept: Iterable<Stored<Resource>>,
  responseBudget: ResponseBudget,
): void {
  if (responseBudget.isSettled) return;
  let left = memory;
  for (const record of kept) left -= memoryOfValue(record);
  responseBudget.release(Math.max(0, left));
}
