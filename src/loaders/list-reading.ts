/** Reads a patient's list: its search, a monitor of the server's order, and the pages that the operation may still request. */
import { hasCode } from '../errors.ts';
import type { ListQuery } from './list-query.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { MAX_UTC_OFFSET_MS, type Interval } from '../fhir/intervals.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import { FOREIGN_RECORDS } from './list-warnings.ts';
import type { Arrangement, Searches } from './searches.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';

export interface ListSource {
  readonly type: ResourceType;
  readonly searches: Searches;
  readonly parameters: SearchParameters;
  /** The value of `_sort`, newest first; null: the server is not expected to sort. */
  readonly sort: string | null;
  /** The parameter by which the server filters by date; null: windows of dates are of no use. */
  readonly dateParameter: string | null;
  readonly query: ListQuery;
  readonly excludes: (resource: Stored<Resource>) => boolean;
  readonly budget: RequestBudget;
  /** Reserves the request for a further page. A page that was read before is free. */
  readonly reservePage: (page: string) => boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The length of a sorted page: the same for each list, so that a page that is read again is the same page. */
const SORTED_COUNT = '100';

export function toSortedParameters({ parameters, sort }: ListSource): SearchParameters {
  return { ...parameters, ...(sort === null ? {} : { _sort: sort }), _count: SORTED_COUNT };
}

/** Monitors the order in which the server sends the pages of one reading. */
export interface OrderMonitor {
  readonly arrangement: Arrangement;
  /** False once a record came after one that is certainly older. */
  readonly isInOrder: () => boolean;
  /** Whether the records show that the server sorts: they are in order, and one is certainly older than one before it. */
  readonly isSorted: () => boolean;
  /** If the server sorts, no dated record of a later page is newer than this. Infinity before the first one. */
  readonly latestUnread: () => number;
  /** When each record of the patient was, by the date that the server knows; null without one. */
  readonly seen: ReadonlyMap<string, Interval | null>;
}

/** @param isInList selects the records of the list that this reading is for */
export function monitorOrder(
  { query, type, budget, excludes }: ListSource,
  isInList: (resource: Stored<Resource>) => boolean = () => true,
): OrderMonitor {
  const seen = new Map<string, Interval | null>();
  let isInOrder = true;
  let isDescending = false;
  let newest = -Infinity;
  let last = Infinity;
  const isWanted = (resource: Stored<Resource>): boolean => {
    if (query.isForeign(resource)) {
      budget.warn({ ...FOREIGN_RECORDS, resourceType: type });
      return false;
    }
    seen.set(resource.id, query.serverInterval(resource));
    const interval = query.sortInterval(resource);
    // Records without a date can stand anywhere.
    if (interval !== null) {
      isInOrder &&= interval.start <= last;
      isDescending ||= interval.end <= newest;
      newest = Math.max(newest, interval.start);
      last = Math.min(last, interval.end);
    }
    return query.isIn(resource) && isInList(resource);
  };
  const { rank, precedence } = query;
  return {
    arrangement: { isWanted, excludes, rank, precedence },
    isInOrder: () => isInOrder,
    isSorted: () => isInOrder && isDescending,
    // A record without a zone can stand that much later than where the server places it.
    latestUnread: () => last + MAX_UTC_OFFSET_MS,
    seen,
  };
}

/** Whether an error says that a server could not answer, rather than that it would not. */
export function isUnreadable(error: unknown): boolean {
  return hasCode(
    error,
    'CURSOR_EXPIRED',
    'UPSTREAM_INVALID_RESPONSE',
    'UPSTREAM_TIMEOUT',
    'UPSTREAM_UNAVAILABLE',
  );
}

/** Returns null for a further page that cannot be read: the order stays uncertain, and what was read before it stays in the list. */
export async function nullIfUnreadable<P>(page: Promise<P>): Promise<P | null> {
  try {
    return await page;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

interface PageReservation {
  readonly reservePage: ListSource['reservePage'];
  /** How many further pages were reserved. */
  readonly count: () => number;
}

/**
 * Reserves further pages out of what the operation can spare.
 * @param priced how many of them the operation was priced at
 */
export function createPageReservation(budget: RequestBudget, priced: number): PageReservation {
  const read = new Set<string>();
  return {
    reservePage(page) {
      if (!read.has(page) && read.size >= priced && !budget.reserveSpare()) return false;
      read.add(page);
      return true;
    },
    count: () => read.size,
  };
}
