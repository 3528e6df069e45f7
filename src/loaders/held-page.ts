/** A page of a search, which the operation holds for an equal search, until memory is short. */
import type { Searchset } from '../fhir/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { AnswerSize } from '../size/answer-size.ts';
import { memoryOfValue } from '../size/json-size.ts';

export interface HeldPage {
  readonly searchset: Searchset;
  /** Keeps a match beyond the page, for a list that shows it. */
  keep(match: Stored<Resource>): void;
  /** Says that a list still reads the page, so that its memory stays counted. Returns what says that it no longer does. */
  readonly pin: () => () => void;
}

/** @param forget makes the next equal search send its request again */
export function holdPage(searchset: Searchset, size: AnswerSize, forget: () => void): HeldPage {
  const kept = new Set<Stored<Resource>>();
  let readers = 0;
  let isDropped = false;
  let isGone = false;
  const endIfUnread = (): void => {
    if (!isDropped || isGone || readers > 0) return;
    isGone = true;
    letGoOfRest(searchset, [...kept, ...searchset.includes], size);
  };
  size.spare(searchset.memory, () => {
    isDropped = true;
    forget();
    endIfUnread();
  });
  return {
    searchset,
    keep(match) {
      if (isGone && !kept.has(match)) size.hold(memoryOfValue(match));
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
export function letGoOfRest(
  { memory }: Pick<Searchset, 'memory'>,
  kept: Iterable<Stored<Resource>>,
  size: AnswerSize,
): void {
  let left = memory;
  for (const record of kept) left -= memoryOfValue(record);
  size.letGo(Math.max(0, left));
}
