/** A page of a search, which the operation holds for an equal search, until memory is short. */
import type { Searchset } from '../epic/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import { memoryOfValue } from '../json/size.ts';

export interface RetainedPage {
  readonly searchset: Searchset;
  /** Keeps a match beyond the page, for a list that shows it. */
  retain(match: Stored<Resource>): void;
  /** Says that a list still reads the page, so that its memory stays counted. Returns what says that it no longer does. */
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
  let isGone = false;
  const endIfUnread = (): void => {
    if (!isDropped || isGone || readers > 0) return;
    isGone = true;
    releaseOthers(searchset, [...kept, ...searchset.includes], responseBudget);
  };
  responseBudget.holdSpare(searchset.memory, () => {
    isDropped = true;
    forget();
    endIfUnread();
  });
  return {
    searchset,
    retain(match) {
      if (isGone && !kept.has(match)) responseBudget.hold(memoryOfValue(match));
      kept.add(match);
    },
    pin() {
      readers += 1;
      return () => {
        readers -= 1;
        endIfUnread();
      };
    },
  };
}

/** Lets go of a page, except for the records that the operation keeps. */
export function releaseOthers(
  { memory }: Pick<Searchset, 'memory'>,
  kept: Iterable<Stored<Resource>>,
  responseBudget: ResponseBudget,
): void {
  let left = memory;
  for (const record of kept) left -= memoryOfValue(record);
  responseBudget.release(Math.max(0, left));
}
