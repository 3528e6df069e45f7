/** Reads the first pages of a list together, until the records that it returns are provably the first ones. */
import type { Resource, Stored } from '../fhir/types.ts';
import { budgetExhaustedError } from '../epic/request-budget.ts';
import type { ListPosition } from './cursors.ts';
import {
  type ListSource,
  toSortedParameters,
  type OrderMonitor,
  monitorOrder,
  nullIfUnreadable,
} from './list-reading.ts';
import type { PageItem, PageSlice } from './pages.ts';
import { compareMatches, type VisibleMatch } from './searches.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { findUndatedRecords } from './undated-records.ts';

type HeadPosition = Extract<ListPosition, { kind: 'head' }>;
type Match = VisibleMatch<ResourceType>;

interface ListHeadRequest {
  readonly isSorted: boolean;
  /** Null at the start of the list. */
  readonly from: HeadPosition | null;
  readonly limit: number;
  /** The maximum number of pages to read, unless the position needs more. */
  readonly maxPages: number;
}

interface ListHead extends PageSlice<Stored<Resource>> {
  /** Whether no unread record can come before those returned. */
  readonly isCertain: boolean;
  readonly monitor: OrderMonitor;
}

/** Pages read and sorted together. */
interface HeadPages {
  readonly matches: readonly Match[];
  readonly count: number;
  /** The link of the first unread page; null if there is none. */
  readonly next: string | null;
  /** Whether the last page links back to one already read. */
  readonly isCircular: boolean;
  readonly isCertain: boolean;
  readonly monitor: OrderMonitor;
}

/** @throws GatewayError OPERATION_TOO_EXPENSIVE if the budget does not allow reading all pages of the position again */
export async function readListHead(source: ListSource, request: ListHeadRequest): Promise<ListHead> {
  const unpins: (() => void)[] = [];
  try {
    return await toListHead(request, await readPages(source, request, unpins));
  } finally {
    for (const unpin of unpins) unpin();
  }
}

async function toListHead({ from, limit, isSorted }: ListHeadRequest, pages: HeadPages): Promise<ListHead> {
  const { matches, count, next, isCircular, isCertain, monitor } = pages;
  const items: PageItem<Stored<Resource>>[] = [];
  const start = findStartIndex(matches, from);
  let end = start;
  let last: ListPosition | null = from;
  for (const match of matches.slice(start)) {
    if (items.length === limit) break;
    last = { kind: 'head', pages: count, isSorted, isFixed: !isCertain, id: match.id, index: end };
    end += 1;
    const node = await match.redact();
    if (node !== null) items.push({ node, position: last });
  }
  const isExhausted = end >= matches.length;
  const tail: ListPosition | null = next === null ? null : { kind: 'page', link: next, skip: 0 };
  return {
    items,
    // Pages sorted together are never mixed with later ones, unless these provably come later.
    end: isExhausted && !(isCertain && tail !== null) ? tail : last,
    isWhole: next === null && !isCircular,
    isCertain,
    monitor,
  };
}

/** @param unpins receives a function for each page that releases it */
async function readPages(
  source: ListSource,
  { isSorted, from, limit, maxPages }: ListHeadRequest,
  unpins: (() => void)[],
): Promise<HeadPages> {
  const { type, searches } = source;
  const monitor = monitorOrder(source);
  const minPages = from?.pages ?? 1;
  const isFixed = from?.isFixed ?? false;
  const found = new Map<string, Match>();
  const followed = new Set<string>();
  const parameters = isSorted ? toSortedParameters(source) : source.parameters;
  let page = await searches.firstPage(type, parameters, monitor.arrangement);
  for (let count = 1; ; count += 1) {
    unpins.push(page.pin());
    // A server whose pages are not stable can send a record twice.
    for (const match of page.matches) found.set(match.id, match);
    const matches = [...found.values()].toSorted(compareMatches);
    const isCircular = page.next !== null && followed.has(page.next);
    const next = isCircular ? null : page.next;
    const needed = findStartIndex(matches, from) + limit;
    const canProve = !isFixed && isSorted && !source.query.isOldestFirst && monitor.isSorted();
    const isCertain =
      page.next === null ||
      (canProve && isProven(matches, needed, await findLatestUnread(source, monitor, found)));
    const read: HeadPages = { matches, count, next, isCircular, isCertain, monitor };
    const isEnough = count >= minPages && (isCertain || isFixed || count >= maxPages);
    if (next === null || isEnough) return read;
    if (!source.reservePage(next)) {
      if (count < minPages) throw budgetExhaustedError(source.budget);
      return read;
    }
    followed.add(next);
    const following = searches.nextPage(type, next, monitor.arrangement);
    const further = await (count < minPages ? following : nullIfUnreadable(following));
    if (further === null) return read;
    page = further;
  }
}

/** Returns the rank of the newest record that can be on an unread page. */
async function findLatestUnread(
  source: ListSource,
  monitor: OrderMonitor,
  found: ReadonlyMap<string, Match>,
): Promise<number> {
  const undated = await findUndatedRecords(source);
  if (undated === null) return Infinity;
  const unread = undated.filter(({ id }) => !found.has(id));
  return Math.max(monitor.latestUnread(), ...unread.map(({ rank }) => rank));
}

/** Whether a sorting server has already sent the first `needed` records of the list. */
function isProven(matches: readonly Match[], needed: number, unreadRank: number): boolean {
  const furthest = matches[needed - 1];
  return furthest !== undefined && furthest.precedence >= 0 && furthest.rank > unreadRank;
}

/** If the record is gone, the next one has moved up to its index. */
function findStartIndex(matches: readonly Match[], from: HeadPosition | null): number {
  if (from === null) return 0;
  const at = matches.findIndex(({ id }) => id === from.id);
  return at === -1 ? from.index : at + 1;
}
