/** Reads a patient's list newest first, in the way that its server allows, and says whether the order is certain. */
import { isRefusedSearch } from '../errors.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ListPosition } from './cursors.ts';
import { readListHead } from './list-head.ts';
import {
  type ListSource,
  sortedParameters,
  type OrderMonitor,
  monitorOrder,
  nullIfUnreadable,
} from './list-reading.ts';
import { readUndatedRecords, readWindows } from './date-windows.ts';
import {
  collectPage,
  type CollectedPage,
  createSearchReader,
  START_OF_SEARCH,
  type PageSlice,
} from './pages.ts';
import type { SearchRefusals } from './search-refusals.ts';
import { findUndatedRecords, isBehind } from './undated-records.ts';

export interface OrderedSlice extends PageSlice<Stored<Resource>> {
  /** Whether no record is missing that would come before those that it has. */
  readonly isCertain: boolean;
}

export interface OrderRequest {
  /** Null: the start of the list. */
  readonly from: ListPosition | null;
  readonly wanted: number;
  /** Types that the server does not sort. */
  readonly sortRefusals: SearchRefusals;
}

/** How many pages of a list are read together at most. */
const MAX_PAGES = 20;
/** A list of more pages is read by windows of dates where the server filters by date. */
const MAX_PAGES_BEFORE_WINDOWS = 4;

export function readInOrder(source: ListSource, request: OrderRequest): Promise<OrderedSlice> {
  return request.from === null
    ? readStart(source, request)
    : continueReading(source, request.from, request.wanted);
}

/** A list goes on in the mode in which it began: another mode has other pages. */
async function continueReading(
  source: ListSource,
  from: ListPosition,
  wanted: number,
): Promise<OrderedSlice> {
  if (from.kind === 'head') {
    const { isSorted } = from;
    const head = await readListHead(source, { isSorted, from, wanted, mostPages: MAX_PAGES });
    const { end, items } = head;
    if (end?.kind !== 'page' || items.length === wanted || !source.budget.reserveSpare()) return head;
    const rest = await readStream(source, end, wanted - items.length);
    return { ...rest, items: [...items, ...rest.items], isWhole: false, isCertain: false };
  }
  if (from.kind === 'window') {
    const read = await readWindows(source, { from, wanted, sample: new Map() });
    // The server has stopped filtering: only the whole list, which has no such positions, could go on.
    return read === null ? { ...NO_MORE, isCertain: false } : { ...read, isCertain: true };
  }
  if (from.kind === 'page' && from.isUndated === true)
    return { ...(await readUndatedRecords(source, from, wanted)), isCertain: true };
  return readStream(source, from, wanted);
}

const NO_MORE = { items: [], end: null, isWhole: false } as const;

async function readStart(source: ListSource, { wanted, sortRefusals }: OrderRequest): Promise<OrderedSlice> {
  const { type, sort, dateParameter, query } = source;
  let isRefused = false;
  if (sort !== null) {
    try {
      const { slice, isSorted } = await readSorted(source, wanted);
      // The whole list, or what the operation can afford, is as good in any order.
      if (isSorted || !source.reservePage(UNSORTED_PAGE)) return slice;
    } catch (error) {
      if (!isRefusedSearch(error)) throw error;
      source.reservePage(UNSORTED_PAGE);
    }
    isRefused = true;
  }
  const hasWindows = dateParameter !== null && !query.hasPrecedence;
  const request = { isSorted: false, from: null, wanted };
  const head = await readListHead(source, {
    ...request,
    mostPages: hasWindows ? MAX_PAGES_BEFORE_WINDOWS : MAX_PAGES,
  });
  // Only now is it clear that the order was what the server refused.
  if (isRefused) sortRefusals.remember(type);
  if (head.isCertain || !hasWindows) return head;
  const sample = head.monitor.seen;
  const areDated = [...sample.values()].every((stretch) => stretch !== null);
  const windows = areDated
    ? await nullIfUnreadable(readWindows(source, { from: null, wanted, sample }))
    : null;
  if (windows === null) return readListHead(source, { ...request, mostPages: MAX_PAGES });
  return { ...windows, isCertain: isBehind(await findUndatedRecords(source), source, windows.items) };
}

/** Reserves the first page without `_sort`. */
const UNSORTED_PAGE = 'unsorted';

interface SortedSlice {
  readonly slice: OrderedSlice;
  /** False where the server did certainly not sort. */
  readonly isSorted: boolean;
}

async function readSorted(source: ListSource, wanted: number): Promise<SortedSlice> {
  const { query } = source;
  const watch = monitorOrder(source);
  const start = { ...START_OF_SEARCH, isSorted: true } as const;
  const read = query.hasPrecedence ? null : await collectFrom(source, start, wanted, watch);
  if (read !== null) {
    if (!watch.isInOrder()) return { slice: { ...read, isCertain: false }, isSorted: false };
    if (read.isWhole) return { slice: { ...read, isCertain: true }, isSorted: true };
  }
  if (read !== null && watch.isSorted() && !read.isCircular) {
    // Records without a date come before the newest on some servers, so then more pages have to be read together.
    const areDated = [...watch.seen.values()].every((stretch) => stretch !== null);
    if (areDated && isBehind(await findUndatedRecords(source), source, read.items))
      return { slice: { ...read, isCertain: true }, isSorted: true };
  }
  const head = await readListHead(source, { isSorted: true, from: null, wanted, mostPages: MAX_PAGES });
  return { slice: head, isSorted: head.monitor.isInOrder() };
}

async function readStream(source: ListSource, from: ListPosition, wanted: number): Promise<OrderedSlice> {
  const watch = monitorOrder(source);
  const read = await collectFrom(source, from, wanted, watch);
  return { ...read, isCertain: isSortedFrom(from) && watch.isInOrder() && !read.isCircular };
}

function isSortedFrom(from: ListPosition): boolean {
  return from.kind === 'page' && from.isSorted === true;
}

/** Reads page by page, each sorted for itself. */
function collectFrom(
  source: ListSource,
  from: ListPosition,
  wanted: number,
  { arrangement }: OrderMonitor,
): Promise<CollectedPage<Stored<Resource>>> {
  const { searches, type, budget } = source;
  const isSorted = isSortedFrom(from);
  const parameters = isSorted ? sortedParameters(source) : source.parameters;
  const mode = isSorted ? { isSorted: true as const } : {};
  const round = createSearchReader(searches, type, { parameters, arrangement, mode });
  return collectPage(wanted, from, round, () => budget.reserveSpare());
}
