/** Finds the records of a list that lack the dates by which the server sorts and filters. They can still be the newest. */
import { isRefusedSearch } from '../errors.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { isUnreadable, type ListSource, monitorOrder } from './list-reading.ts';
import type { PageItem } from './pages.ts';
import type { OrderedMatch } from './searches.ts';

/**
 * Finds the undated records by one search with `:missing` (R4 §3.1.1.4.5). Returns null if that does not find them all. Sends no search if
 * undated records come last anyway, because the list uses no other date.
 */
export function findUndatedRecords(source: ListSource): Promise<readonly OrderedMatch[] | null> {
  const found = UNDATED_OF_SOURCE.get(source) ?? searchUndated(source);
  UNDATED_OF_SOURCE.set(source, found);
  return found;
}

/** Remembers the search of each list, so that a refused one is not sent again for each page. */
const UNDATED_OF_SOURCE = new WeakMap<ListSource, Promise<readonly OrderedMatch[] | null>>();

async function searchUndated(source: ListSource): Promise<readonly OrderedMatch[] | null> {
  const { type, searches, query, dateParameter } = source;
  if (!query.hasOtherDates) return [];
  if (dateParameter === null) return null;
  const parameters = { ...source.parameters, [`${dateParameter}:missing`]: 'true' };
  if (!source.reservePage(JSON.stringify(parameters))) return null;
  const { arrangement, seen } = monitorOrder(source);
  try {
    const { matches, next } = await searches.firstPage(type, parameters, arrangement);
    // A dated record shows that the server does not know the modifier.
    return next === null && seen.every((interval) => interval === null) ? matches : null;
  } catch (error) {
    if (isUnreadable(error) || isRefusedSearch(error)) return null;
    throw error;
  }
}

/** Whether no undated record belongs before or among the items of a slice. */
export function isBehind(
  undated: readonly OrderedMatch[] | null,
  { query }: Pick<ListSource, 'query'>,
  items: readonly PageItem<Stored<Resource>>[],
): boolean {
  if (undated === null) return false;
  const shown = new Set(items.map(({ node }) => node.id));
  const oldest = items.length === 0 ? -Infinity : Math.min(...items.map(({ node }) => query.rank(node)));
  return undated.every(({ id, rank }) => shown.has(id) || rank < oldest || rank === -Infinity);
}
