/** Reads a patient's list newest first, in whatever way the server supports, and reports whether the order is certain. */
import type { Resource, Stored } from '../fhir/types.ts';
import type { ListPosition } from './cursors.ts';
import { readListHead } from './list-head.ts';
import {
  type ListSource,
  toSortedParameters,
  type OrderMonitor,
  monitorOrder,
  NO_RECORDS,
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
import { preferUnlessRefused } from './trials.ts';
import { findUndatedRecords, isBehind } from './undated-records.ts';

export interface OrderedSlice extends PageSlice<Stored<Resource>> {
  /** Whether the slice lacks no record that belongs before its last one. */
  readonly isCertain: boolean;
}

interface OrderRequest {
  /** Null at the start of the list. */
  readonly from: ListPosition | null;
  readonly limit: number;
}

/** How many pages of a list to read together. */
const MAX_PAGES = 20;
/** A list with more pages is read by windows of dates if the server filters by date. */
const MAX_PAGES_BEFORE_WINDOWS = 4;

export function readInOrder(source: ListSource, request: OrderRequest): Promise<OrderedSlice> {
  return request.from === null
    ? readStart(source, request)
    : continueReading(source, request.from, request.limit);
}

/** Continues a list in the mode in which it began, because another mode has other pages. */
async function continueReading(source: ListSource, from: ListPosition, limit: number): Promise<OrderedSlice> {
  if (from.kind === 'head') {
    const { isSorted } = from;
    const head = await readListHead(source, { isSorted, from, limit, maxPages: MAX_PAGES });
    const { end, items } = head;
    if (end?.kind !== 'page' || items.length === limit || !source.budget.reserveSpare()) return head;
    const rest = await readStream(source, end, limit - items.length);
    return { ...rest, items: [...items, ...rest.items], isWhole: false, isCertain: false };
  }
  if (from.kind === 'window') {
    const read = await readWindows(source, { from, limit, sample: NO_RECORDS });
    // The server no longer filters. Only the unfiltered list could continue, and it has no such positions.
    return read === null ? { ...NO_MORE, isCertain: false } : { ...read, isCertain: true };
  }
  if (from.kind === 'page' && from.isUndated === true)
    return { ...(await readUndatedRecords(source, from, limit)), isCertain: true };
  return readStream(source, from, limit);
}

const NO_MORE = { items: [], end: null, isWhole: false } as const;

function readStart(source: ListSource, request: OrderRequest): Promise<OrderedSlice> {
  const isOldestFirst = source.query.isOldestFirst;
  const otherwise = isOldestFirst
    ? () => readOldestFirst(source, request, false)
    : () => readUnsorted(source, request);
  if (source.sort === null) return otherwise();
  return preferUnlessRefused(source.trials, {
    key: `_sort ${source.type}`,
    budget: source.budget,
    otherwise,
    async preferred(reserve) {
      if (isOldestFirst) return readOldestFirst(source, request, true);
      const { slice, isSorted } = await readSorted(source, request.limit);
      // Without budget for another search, this slice is as good as any.
      return isSorted || !reserve() ? slice : otherwise();
    },
  });
}

async function readUnsorted(source: ListSource, { limit }: OrderRequest): Promise<OrderedSlice> {
  const { dateParameter, query } = source;
  const hasWindows = dateParameter !== null && !query.hasPrecedence;
  const request = { isSorted: false, from: null, limit };
  const head = await readListHead(source, {
    ...request,
    maxPages: hasWindows ? MAX_PAGES_BEFORE_WINDOWS : MAX_PAGES,
  });
  if (head.isCertain || !hasWindows) return head;
  const sample = head.monitor.seen;
  const areDated = sample.every((interval) => interval !== null);
  const windows = areDated
    ? await nullIfUnreadable(readWindows(source, { from: null, limit, sample }))
    : null;
  if (windows === null) return readListHead(source, { ...request, maxPages: MAX_PAGES });
  return { ...windows, isCertain: isBehind(await findUndatedRecords(source), source, windows.items) };
}

/**
 * Reads all of a list, because no server proves which records are the oldest: one that sorts a Period by its end, or `2019` by the end of the
 * year, sends a record that began first last. A server that sorts sends the oldest records on the pages that are read.
 */
function readOldestFirst(
  source: ListSource,
  { limit }: OrderRequest,
  isSorted: boolean,
): Promise<OrderedSlice> {
  return readListHead(source, { isSorted, from: null, limit, maxPages: MAX_PAGES });
}

interface SortedSlice {
  readonly slice: OrderedSlice;
  /** False if the server certainly did not sort. */
  readonly isSorted: boolean;
}

async function readSorted(source: ListSource, limit: number): Promise<SortedSlice> {
  const { query } = source;
  const monitor = monitorOrder(source);
  const start = { ...START_OF_SEARCH, isSorted: true } as const;
  const read = query.hasPrecedence ? null : await collectFrom(source, start, limit, monitor);
  if (read !== null) {
    if (!monitor.isInOrder()) return { slice: { ...read, isCertain: false }, isSorted: false };
    if (read.isWhole) return { slice: { ...read, isCertain: true }, isSorted: true };
  }
  if (read !== null && monitor.isSorted() && !read.isCircular) {
    // Some servers sort records without a date before the newest. Then several pages must be read together.
    const areDated = monitor.seen.every((interval) => interval !== null);
    if (areDated && isBehind(await findUndatedRecords(source), source, read.items))
      return { slice: { ...read, isCertain: true }, isSorted: true };
  }
  const head = await readListHead(source, { isSorted: true, from: null, limit, maxPages: MAX_PAGES });
  return { slice: head, isSorted: head.monitor.isInOrder() };
}

async function readStream(source: ListSource, from: ListPosition, limit: number): Promise<OrderedSlice> {
  const monitor = monitorOrder(source);
  const read = await collectFrom(source, from, limit, monitor);
  return { ...read, isCertain: isSortedFrom(from) && monitor.isInOrder() && !read.isCircular };
}

function isSortedFrom(from: ListPosition): boolean {
  return from.kind === 'page' && from.isSorted === true;
}

/** Reads page by page, and sorts each page separately. */
function collectFrom(
  source: ListSource,
  from: ListPosition,
  limit: number,
  { arrangement }: OrderMonitor,
): Promise<CollectedPage<Stored<Resource>>> {
  const { searches, type, budget } = source;
  const isSorted = isSortedFrom(from);
  const parameters = isSorted ? toSortedParameters(source) : source.parameters;
  const mode = isSorted ? { isSorted: true as const } : {};
  const readSlice = createSearchReader(searches, type, { parameters, arrangement, mode });
  return collectPage(limit, from, readSlice, () => budget.reserveSpare());
}
