/** Reads a patient's list newest first, in the way that its server allows, and says whether the order is certain. */
import { isRefusedSearch } from '../errors.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Position } from './cursors.ts';
import { readHead } from './list-head.ts';
import { type ListSource, sortedParameters, type Watch, watchOrder, unlessItFails } from './list-source.ts';
import { readUndated, readWindows } from './list-windows.ts';
import { fill, type Filled, searchRound, START_OF_SEARCH, type Stretch } from './pages.ts';
import type { SearchRefusals } from './search-refusals.ts';
import { findUndated, isBehind } from './undated.ts';

export interface OrderedSlice extends Stretch<Stored<Resource>> {
  /** Whether no record is missing that would come before those that it has. */
  readonly isCertain: boolean;
}

export interface OrderRequest {
  /** Null: the start of the list. */
  readonly from: Position | null;
  readonly wanted: number;
  /** Types that the server does not sort. */
  readonly sortRefusals: SearchRefusals;
}

/** How many pages of a list are read together at most. */
const MOST_PAGES = 20;
/** A list of more pages is read by windows of dates where the server filters by date. */
const PAGES_BEFORE_WINDOWS = 4;

export function readInOrder(source: ListSource, request: OrderRequest): Promise<OrderedSlice> {
  return request.from === null ? readStart(source, request) : readOn(source, request.from, request.wanted);
}

/** A list goes on in the mode in which it began: another mode has other pages. */
async function readOn(source: ListSource, from: Position, wanted: number): Promise<OrderedSlice> {
  if (from.kind === 'head') {
    const { isSorted } = from;
    const head = await readHead(source, { isSorted, from, wanted, mostPages: MOST_PAGES });
    const { end, steps } = head;
    if (end?.kind !== 'page' || steps.length === wanted || !source.usage.takeSpare()) return head;
    const rest = await readStream(source, end, wanted - steps.length);
    return { ...rest, steps: [...steps, ...rest.steps], isWhole: false, isCertain: false };
  }
  if (from.kind === 'window') {
    const read = await readWindows(source, { from, wanted, sample: new Map() });
    // The server has stopped filtering: only the whole list, which has no such positions, could go on.
    return read === null ? { ...NO_MORE, isCertain: false } : { ...read, isCertain: true };
  }
  if (from.kind === 'page' && from.isUndated === true)
    return { ...(await readUndated(source, from, wanted)), isCertain: true };
  return readStream(source, from, wanted);
}

const NO_MORE = { steps: [], end: null, isWhole: false } as const;

async function readStart(source: ListSource, { wanted, sortRefusals }: OrderRequest): Promise<OrderedSlice> {
  const { type, sort, dateParameter, query } = source;
  let isRefused = false;
  if (sort !== null) {
    try {
      const { slice, isSorted } = await readSorted(source, wanted);
      // The whole list, or what the operation can afford, is as good in any order.
      if (isSorted || !source.mayRead(UNSORTED)) return slice;
    } catch (error) {
      if (!isRefusedSearch(error)) throw error;
      source.mayRead(UNSORTED);
    }
    isRefused = true;
  }
  const hasWindows = dateParameter !== null && !query.hasPrecedence;
  const request = { isSorted: false, from: null, wanted };
  const head = await readHead(source, {
    ...request,
    mostPages: hasWindows ? PAGES_BEFORE_WINDOWS : MOST_PAGES,
  });
  // Only now is it clear that the order was what the server refused.
  if (isRefused) sortRefusals.note(type);
  if (head.isCertain || !hasWindows) return head;
  const sample = head.watch.seen;
  const areDated = [...sample.values()].every((stretch) => stretch !== null);
  const windows = areDated ? await unlessItFails(readWindows(source, { from: null, wanted, sample })) : null;
  if (windows === null) return readHead(source, { ...request, mostPages: MOST_PAGES });
  return { ...windows, isCertain: isBehind(await findUndated(source), source, windows.steps) };
}

/** Reserves the first page without `_sort`. */
const UNSORTED = 'unsorted';

interface SortedSlice {
  readonly slice: OrderedSlice;
  /** False where the server did certainly not sort. */
  readonly isSorted: boolean;
}

async function readSorted(source: ListSource, wanted: number): Promise<SortedSlice> {
  const { query } = source;
  const watch = watchOrder(source);
  const start = { ...START_OF_SEARCH, isSorted: true } as const;
  const read = query.hasPrecedence ? null : await fillFrom(source, start, wanted, watch);
  if (read !== null) {
    if (!watch.isInOrder()) return { slice: { ...read, isCertain: false }, isSorted: false };
    if (read.isWhole) return { slice: { ...read, isCertain: true }, isSorted: true };
  }
  if (read !== null && watch.isSorted() && !read.isCircular) {
    // Records without a date come before the newest on some servers, so then more pages have to be read together.
    const areDated = [...watch.seen.values()].every((stretch) => stretch !== null);
    if (areDated && isBehind(await findUndated(source), source, read.steps))
      return { slice: { ...read, isCertain: true }, isSorted: true };
  }
  const head = await readHead(source, { isSorted: true, from: null, wanted, mostPages: MOST_PAGES });
  return { slice: head, isSorted: head.watch.isInOrder() };
}

async function readStream(source: ListSource, from: Position, wanted: number): Promise<OrderedSlice> {
  const watch = watchOrder(source);
  const read = await fillFrom(source, from, wanted, watch);
  return { ...read, isCertain: isSortedFrom(from) && watch.isInOrder() && !read.isCircular };
}

function isSortedFrom(from: Position): boolean {
  return from.kind === 'page' && from.isSorted === true;
}

/** Reads page by page, each sorted for itself. */
function fillFrom(
  source: ListSource,
  from: Position,
  wanted: number,
  { arrangement }: Watch,
): Promise<Filled<Stored<Resource>>> {
  const { searches, type, usage } = source;
  const isSorted = isSortedFrom(from);
  const parameters = isSorted ? sortedParameters(source) : source.parameters;
  const mode = isSorted ? { isSorted: true as const } : {};
  const round = searchRound(searches, type, { parameters, arrangement, mode });
  return fill(wanted, from, round, () => usage.takeSpare());
}
