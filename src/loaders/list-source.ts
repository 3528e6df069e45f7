/** Where a patient's list comes from: its search, the order that it is to have, and how far the operation may read on. */
import { hasCode } from '../errors.ts';
import type { ListQuery } from '../fhir/list-query.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { FURTHEST_ZONE_MS, type Stretch } from '../fhir/instants.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Usage } from '../fhir/usage.ts';
import { FOREIGN } from './list-warnings.ts';
import type { Arrangement, Searches } from './searches.ts';
import type { SearchParameters } from '../fhir/search-parameters.ts';

export interface ListSource {
  readonly type: ResourceType;
  readonly searches: Searches;
  readonly parameters: SearchParameters;
  /** The value of `_sort`, newest first; null: the server is not expected to sort. */
  readonly sort: string | null;
  /** The parameter by which the server filters by date; null: windows of dates are of no use. */
  readonly dateParameter: string | null;
  readonly query: ListQuery;
  readonly leavesOut: (resource: Stored<Resource>) => boolean;
  readonly usage: Usage;
  /** Reserves the request for a further page. A page that was read before is free. */
  readonly mayRead: (page: string) => boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The length of a sorted page: the same for each list, so that a page that is read again is the same page. */
const SORTED_COUNT = '100';

export function sortedParameters({ parameters, sort }: ListSource): SearchParameters {
  return { ...parameters, ...(sort === null ? {} : { _sort: sort }), _count: SORTED_COUNT };
}

/** Watches the order in which the server sends the pages of one reading. */
export interface Watch {
  readonly arrangement: Arrangement;
  /** False once a record came after one that is certainly older. */
  readonly isInOrder: () => boolean;
  /** Whether the records show that the server sorts: they are in order, and one is certainly older than one before it. */
  readonly isSorted: () => boolean;
  /** If the server sorts, no dated record of a later page is newer than this. Infinity before the first one. */
  readonly last: () => number;
  /** When each record of the patient was, by the date that the server knows; null without one. */
  readonly seen: ReadonlyMap<string, Stretch | null>;
}

/** @param isWanted selects the records of the list that this reading is for */
export function watchOrder(
  { query, type, usage, leavesOut }: ListSource,
  isWanted: (resource: Stored<Resource>) => boolean = () => true,
): Watch {
  const seen = new Map<string, Stretch | null>();
  let isInOrder = true;
  let isDescending = false;
  let newest = -Infinity;
  let last = Infinity;
  const keeps = (resource: Stored<Resource>): boolean => {
    if (query.isForeign(resource)) {
      usage.warn({ ...FOREIGN, resourceType: type });
      return false;
    }
    seen.set(resource.id, query.serverStretch(resource));
    const stretch = query.sortStretch(resource);
    // Records without a date can stand anywhere.
    if (stretch !== null) {
      isInOrder &&= stretch.start <= last;
      isDescending ||= stretch.end <= newest;
      newest = Math.max(newest, stretch.start);
      last = Math.min(last, stretch.end);
    }
    return query.isIn(resource) && isWanted(resource);
  };
  const { rank, precedence } = query;
  return {
    arrangement: { keeps, leavesOut, rank, precedence },
    isInOrder: () => isInOrder,
    isSorted: () => isInOrder && isDescending,
    // A record without a zone can stand that much later than where the server places it.
    last: () => last + FURTHEST_ZONE_MS,
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
export async function unlessItFails<P>(page: Promise<P>): Promise<P | null> {
  try {
    return await page;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

export interface Reservation {
  readonly mayRead: ListSource['mayRead'];
  /** How many further pages were reserved. */
  readonly count: () => number;
}

/**
 * Reserves further pages out of what the operation can spare.
 * @param priced how many of them the operation was priced at
 */
export function reserving(usage: Usage, priced: number): Reservation {
  const read = new Set<string>();
  return {
    mayRead(page) {
      if (!read.has(page) && read.size >= priced && !usage.takeSpare()) return false;
      read.add(page);
      return true;
    },
    count: () => read.size,
  };
}
