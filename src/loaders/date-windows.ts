/**
 * Reads a list by windows of dates that grow backwards, for a server that filters by date but does not sort. A window proves the order only
 * of records dated within it, once all of its pages are read and the server has been seen to filter.
 */
import { sortKeyOfInterval } from '../fhir/intervals.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { budgetExhaustedError } from '../epic/request-budget.ts';
import type { ListPosition } from './cursors.ts';
import { type ListSource, monitorOrder, type SeenRecords } from './list-reading.ts';
import { collectPage, createSearchReader, type PageItem, type PageSlice } from './pages.ts';
import { compareMatches, type VisibleMatch } from './searches.ts';

type WindowPosition = Extract<ListPosition, { kind: 'window' }>;
type Match = VisibleMatch<ResourceType>;

const DAY_MS = 24 * 3_600_000;
const FIRST_WINDOW_MS = 7 * DAY_MS;
const WINDOW_GROWTH = 4;
/** A window that reaches back further than this has no start. */
const MAX_LIFESPAN_MS = 150 * 366 * DAY_MS;
/** A window with more pages is halved, so that every record of a long list can be read. */
const MAX_WINDOW_PAGES = 5;
/** A window of one day is not halved, and neither is the window of a cursor. */
const MAX_PAGES_OF_DAY = 50;
/** Servers read a date without a zone in their own zone, so each request extends the window by a day on both sides. */
const MARGIN_MS = DAY_MS;

interface WindowsRequest {
  /** Null at the start of the list. */
  readonly from: WindowPosition | null;
  readonly limit: number;
  /** Records read without a date filter, which show whether the server filters. Not needed to continue a list. */
  readonly sample: SeenRecords;
}

/** In epoch milliseconds. Includes the start, excludes the end. */
interface DateWindow {
  readonly start: number;
  readonly end: number;
}

/** Returns null if windows prove nothing: the server does not filter, a window does not end, or the budget is exhausted. */
export async function readWindows(
  source: ListSource,
  { from, limit, sample }: WindowsRequest,
): Promise<PageSlice<Stored<Resource>> | null> {
  const day = Math.floor(source.now / DAY_MS) * DAY_MS;
  const items: PageItem<Stored<Resource>>[] = [];
  let resumed = from;
  let last: ListPosition | null = from;
  let window = from === null ? createFirstWindow(day) : windowOf(from);
  if (from === null && !provesFiltering(sample, window)) return null;
  while (items.length < limit) {
    const isFixed = resumed !== null || windowLength(window, day) <= DAY_MS;
    const maxPages = isFixed ? MAX_PAGES_OF_DAY : MAX_WINDOW_PAGES;
    const found = await readWindow(source, { window, sample, maxPages });
    if (found === 'not-filtered') return null;
    if (found === 'too-long' && !isFixed) {
      window = halveWindow(window, day);
      continue;
    }
    if (found === 'too-long' || found === 'no-requests') {
      if (items.length > 0) break;
      if (from === null || found === 'too-long') return null;
      throw budgetExhaustedError(source.budget);
    }
    const start = resumed === null ? 0 : findIndexAfter(found, resumed);
    const read = await redactMatches(found, { window, start, limit: limit - items.length });
    items.push(...read.items);
    last = read.last ?? last;
    if (items.length < limit && window.start === -Infinity) {
      const rest = await readUndatedRecords(source, START_OF_UNDATED, limit - items.length);
      return { ...rest, items: [...items, ...rest.items], isWhole: false };
    }
    resumed = null;
    window = createWindowBefore(window, day);
  }
  return { items, end: last, isWhole: false };
}

interface MatchesToRedact {
  readonly window: DateWindow;
  /** The index of the first match to redact. */
  readonly start: number;
  readonly limit: number;
}

/** Redacts up to `limit` matches. Also returns the position of the last match that it tried, or null if it tried none. */
async function redactMatches(
  found: readonly Match[],
  { window, start, limit }: MatchesToRedact,
): Promise<{ readonly items: PageItem<Stored<Resource>>[]; readonly last: ListPosition | null }> {
  const items: PageItem<Stored<Resource>>[] = [];
  let last: ListPosition | null = null;
  for (const [offset, match] of found.slice(start).entries()) {
    if (items.length === limit) break;
    last = { kind: 'window', ...toCursorBounds(window), id: match.id, index: start + offset };
    const node = await match.redact();
    if (node !== null) items.push({ node, position: last });
  }
  return { items, last };
}

/** Reads the records that no window can find: those without a date that the server knows, or with an impossible one. */
export function readUndatedRecords(
  source: ListSource,
  from: ListPosition,
  limit: number,
): Promise<PageSlice<Stored<Resource>>> {
  const { searches, type, parameters, query, budget } = source;
  const { arrangement } = monitorOrder(source, (resource) => !isDated(query, resource));
  const plan = { parameters, arrangement, mode: { isUndated: true } } as const;
  return collectPage(limit, from, createSearchReader(searches, type, plan), () => budget.reserveSpare());
}

const START_OF_UNDATED: ListPosition = { kind: 'page', link: null, skip: 0, isUndated: true };

function isDated({ rank, serverIntervals }: ListSource['query'], resource: Stored<Resource>): boolean {
  return rank(resource) !== -Infinity && serverIntervals(resource) !== null;
}

interface WindowToRead {
  readonly window: DateWindow;
  readonly sample: SeenRecords;
  readonly maxPages: number;
}

async function readWindow(
  source: ListSource,
  { window, sample, maxPages }: WindowToRead,
): Promise<readonly Match[] | 'no-requests' | 'not-filtered' | 'too-long'> {
  const { searches, type, query } = source;
  const { arrangement, seen } = monitorOrder(
    source,
    (resource) => isDated(query, resource) && isInWindow(query.rank(resource), window),
  );
  const found = new Map<string, Match>();
  const followed = new Set<string>();
  const parameters = withWindow(source, window);
  if (!source.reservePage(JSON.stringify(parameters))) return 'no-requests';
  let page = await searches.firstPage(type, parameters, arrangement);
  for (let pages = 1; ; pages += 1) {
    for (const match of page.matches) found.set(match.id, match);
    if (!isFiltered(seen, window)) return 'not-filtered';
    if (page.next === null)
      return hasAll(seen, sample, window) ? [...found.values()].toSorted(compareMatches) : 'not-filtered';
    if (pages === maxPages) return 'too-long';
    // If a page links back to an earlier one, the end of the window is unknown.
    if (followed.has(page.next)) return 'not-filtered';
    followed.add(page.next);
    if (!source.reservePage(page.next)) return 'no-requests';
    page = await searches.nextPage(type, page.next, arrangement);
  }
}

/** The bounds have an offset (R4 §3.1.1.4.7), so no server reads them in its own time zone. */
function withWindow(
  { parameters, dateParameter }: ListSource,
  { start, end }: DateWindow,
): ListSource['parameters'] {
  if (dateParameter === null) return parameters;
  const bounds = [
    ...(start === -Infinity ? [] : [`ge${new Date(start - MARGIN_MS).toISOString()}`]),
    ...(end === Infinity ? [] : [`le${new Date(end + MARGIN_MS).toISOString()}`]),
  ];
  return { ...parameters, [dateParameter]: [...[parameters[dateParameter] ?? []].flat(), ...bounds] };
}

/** Whether every record received can be dated within the window. */
function isFiltered(seen: SeenRecords, { start, end }: DateWindow): boolean {
  const wide: DateWindow = { start: start - 2 * MARGIN_MS, end: end + 2 * MARGIN_MS };
  return seen.every(
    (interval) => interval !== null && interval.end > wide.start && interval.start < wide.end,
  );
}

/** Whether the server returned every record of the sample that is dated within the window. */
function hasAll(seen: SeenRecords, sample: SeenRecords, window: DateWindow): boolean {
  return sample.every(
    (interval, id) => interval === null || !isInWindow(sortKeyOfInterval(interval), window) || seen.has(id),
  );
}

/** Whether the sample has a record that the window must exclude. Without one, a response cannot show that the server filters. */
function provesFiltering(sample: SeenRecords, { start }: DateWindow): boolean {
  return !sample.every((interval) => interval === null || interval.end >= start - 2 * MARGIN_MS);
}

function isInWindow(rank: number, { start, end }: DateWindow): boolean {
  return rank >= start && rank < end;
}

function createFirstWindow(day: number): DateWindow {
  return { start: day - FIRST_WINDOW_MS, end: Infinity };
}

function windowOf({ start, end }: WindowPosition): DateWindow {
  return { start: start ?? -Infinity, end: end ?? Infinity };
}

/** Returns the preceding window, several times as long. */
function createWindowBefore(window: DateWindow, day: number): DateWindow {
  const start = window.start - windowLength(window, day) * WINDOW_GROWTH;
  return { start: start < day - MAX_LIFESPAN_MS ? -Infinity : start, end: window.start };
}

/** Returns the later half of a window, in whole days. */
function halveWindow(window: DateWindow, day: number): DateWindow {
  const { end } = window;
  const half = Math.max(DAY_MS, Math.floor(windowLength(window, day) / 2 / DAY_MS) * DAY_MS);
  return { start: Math.min(end, day + DAY_MS) - half, end };
}

function windowLength({ start, end }: DateWindow, day: number): number {
  return Math.min(end, day + DAY_MS) - Math.max(start, day - MAX_LIFESPAN_MS);
}

function toCursorBounds({ start, end }: DateWindow): {
  readonly start: number | null;
  readonly end: number | null;
} {
  return { start: start === -Infinity ? null : start, end: end === Infinity ? null : end };
}

function findIndexAfter(matches: readonly Match[], { id, index }: WindowPosition): number {
  const at = matches.findIndex((match) => match.id === id);
  return at === -1 ? index : at + 1;
}
