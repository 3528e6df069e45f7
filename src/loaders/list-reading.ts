/** Parts of reading a patient's list: the search, a monitor of the server's order, and the reservation of further pages. */
import { hasCode } from '../errors.ts';
import type { ListQuery } from './list-query.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { MAX_UTC_OFFSET_MS, type Interval } from '../fhir/intervals.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import { FOREIGN_RECORDS } from './list-warnings.ts';
import { inspectPage, type PageFacts, positionsOf } from './page-facts.ts';
import type { RetainedPage } from './retained-page.ts';
import type { Arrangement, Searches } from './searches.ts';
import type { Trials } from './trials.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';

export interface ListSource {
  readonly type: ResourceType;
  readonly searches: Searches;
  readonly parameters: SearchParameters;
  /** The value of `_sort`; null if the server is not expected to sort. */
  readonly sort: string | null;
  /** The search parameter for dates; null if windows of dates are useless for this server. */
  readonly dateParameter: string | null;
  /** Whether the search requests so many records that nearly every list fits on its first page. */
  readonly fitsOnePage: boolean;
  readonly query: ListQuery;
  readonly excludes: (resource: Stored<Resource>) => boolean;
  readonly budget: RequestBudget;
  readonly responseBudget: ResponseBudget;
  /** Reserves the request for a further page; returns false if the budget is exhausted. A page read before is free. */
  readonly reservePage: (page: string) => boolean;
  readonly trials: Trials;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The page size of a sorted search. The same for every list, so that a page read again is the same page. */
const SORTED_COUNT = '100';

export function toSortedParameters({ parameters, sort }: ListSource): SearchParameters {
  return { ...parameters, ...(sort === null ? {} : { _sort: sort }), _count: SORTED_COUNT };
}

/** Monitors the order in which the server sends records. */
export interface OrderMonitor {
  readonly arrangement: Arrangement;
  /** False once a record has followed a certainly older one. */
  readonly isInOrder: () => boolean;
  /** Whether the records show that the server sorts: they are in order, and at least one is certainly older than an earlier one. */
  readonly isSorted: () => boolean;
  /** If the server sorts, no dated record of a later page is newer than this. Infinity before the first record. */
  readonly latestUnread: () => number;
  readonly seen: SeenRecords;
}

/** The patient's records on the pages read so far. */
export interface SeenRecords {
  /** @param holds gets the date of a record, as the server knows it; null for a record without one */
  every(holds: (interval: Interval | null, id: string) => boolean): boolean;
  has(id: string): boolean;
}

/** Looks records up on their pages, because a copy of all would take as long as several turns. */
function createSeenRecords(pages: ReadonlySet<PageFacts>): SeenRecords {
  return {
    every(holds) {
      for (const { seen } of pages) for (const [id, interval] of seen) if (!holds(interval, id)) return false;
      return true;
    },
    has(id) {
      for (const { seen } of pages) if (seen.has(id)) return true;
      return false;
    },
  };
}

export const NO_RECORDS = createSeenRecords(new Set());

/** @param isInList selects the records of the list being read */
export function monitorOrder(
  source: ListSource,
  isInList: (resource: Stored<Resource>) => boolean = () => true,
): OrderMonitor {
  const { query, type, budget } = source;
  const pages = new Set<PageFacts>();
  let isInOrder = true;
  let isDescending = false;
  let newest = -Infinity;
  let oldest = Infinity;
  const candidates = async (page: RetainedPage): Promise<readonly number[]> => {
    const facts = await inspectPage(source, page);
    if (facts.hasForeign) budget.warn({ ...FOREIGN_RECORDS, resourceType: type });
    if (!pages.has(facts)) {
      isInOrder &&= facts.isInOrder && facts.newest <= oldest;
      isDescending ||= facts.isDescending || facts.oldest <= newest;
      newest = Math.max(newest, facts.newest);
      oldest = Math.min(oldest, facts.oldest);
      pages.add(facts);
    }
    return positionsOf(facts, query.reference);
  };
  const { rank, precedence, isRequested } = query;
  const isWanted = (resource: Stored<Resource>): boolean => query.isIn(resource) && isInList(resource);
  return {
    arrangement: { candidates, isWanted, isRequested, excludes: source.excludes, rank, precedence },
    isInOrder: () => isInOrder,
    isSorted: () => isInOrder && isDescending,
    // A server may sort a date without a zone by another offset, and so this much later.
    latestUnread: () => oldest + MAX_UTC_OFFSET_MS,
    seen: createSeenRecords(pages),
  };
}

/** Whether an error means that the server could not respond, rather than that it refused. */
export function isUnreadable(error: unknown): boolean {
  return hasCode(
    error,
    'CURSOR_EXPIRED',
    'UPSTREAM_INVALID_RESPONSE',
    'UPSTREAM_TIMEOUT',
    'UPSTREAM_UNAVAILABLE',
  );
}

/** Returns null if a further page cannot be read. The order stays uncertain, and the list keeps the records read before. */
export async function nullIfUnreadable<P>(page: Promise<P>): Promise<P | null> {
  try {
    return await page;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

/** Reserves further pages from the requests that the operation can spare. */
export function createPageReservation(budget: RequestBudget): ListSource['reservePage'] {
  const read = new Set<string>();
  return (page) => {
    if (!read.has(page) && !budget.reserveSpare()) return false;
    read.add(page);
    return true;
  };
}
