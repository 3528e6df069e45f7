/**
 * Reads a list by windows of dates that grow backwards, for a server that filters by date and does not sort. A window proves only what is
 * dated within it, after all of its pages, and only once the server was seen to filter.
 */
import { startOf, type Stretch } from '../fhir/instants.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { spent } from '../fhir/usage.ts';
import type { Position } from './cursors.ts';
import { type ListSource, watchOrder } from './list-source.ts';
import { fill, searchRound, type Step, type Stretch as Slice } from './pages.ts';
import { byOrder, type VisibleMatch } from './searches.ts';

type WindowPosition = Extract<Position, { kind: 'window' }>;
type Match = VisibleMatch<ResourceType>;
type Seen = ReadonlyMap<string, Stretch | null>;

const DAY_MS = 24 * 3_600_000;
const FIRST_WINDOW_MS = 7 * DAY_MS;
const GROWTH = 4;
/** Further back than this, a window has no start. */
const LONGEST_LIFE_MS = 150 * 366 * DAY_MS;
/** A window of more pages is halved, so that every place of a long list can be reached. */
const MOST_WINDOW_PAGES = 5;
/** A window of a day is not halved, nor is one that a cursor names. */
const MOST_PAGES_OF_DAY = 50;
/** Servers read a date without a zone as their own, so a window is requested with a day more on either side. */
const MARGIN_MS = DAY_MS;

export interface WindowsRequest {
  /** Null: the start of the list. */
  readonly from: WindowPosition | null;
  readonly wanted: number;
  /** Records without the windows, by which to see whether the server filters. Not needed to go on. */
  readonly sample: Seen;
}

/** Epoch milliseconds. The start is included, the end is not. */
interface Window {
  readonly start: number;
  readonly end: number;
}

/** Returns null where windows prove nothing: the server does not filter, a window does not end, or the operation has no requests left. */
export async function readWindows(
  source: ListSource,
  { from, wanted, sample }: WindowsRequest,
): Promise<Slice<Stored<Resource>> | null> {
  const day = Math.floor(source.now / DAY_MS) * DAY_MS;
  const steps: Step<Stored<Resource>>[] = [];
  let last: Position | null = from;
  let window: Window =
    from === null
      ? { start: day - FIRST_WINDOW_MS, end: Infinity }
      : { start: from.start ?? -Infinity, end: from.end ?? Infinity };
  let isResumed = from !== null;
  if (from === null && !excludes(sample, window)) return null;
  for (;;) {
    const isFixed = isResumed || lengthOf(window, day) <= DAY_MS;
    const mostPages = isFixed ? MOST_PAGES_OF_DAY : MOST_WINDOW_PAGES;
    const found = await readWindow(source, { window, sample, mostPages });
    if (found === 'not-filtered') return null;
    if (found === 'too-long' && !isFixed) {
      window = halved(window, day);
      continue;
    }
    if (found === 'too-long' || found === 'no-requests') {
      if (steps.length > 0) return { steps, end: last, isWhole: false };
      if (from === null || found === 'too-long') return null;
      throw spent(source.usage);
    }
    for (let at = isResumed && from !== null ? indexAfter(found, from) : 0; at < found.length; at += 1) {
      const match = found[at];
      if (match === undefined || steps.length === wanted) break;
      last = { kind: 'window', ...boundsOf(window), id: match.id, index: at };
      const node = await match.show();
      if (node !== null) steps.push({ node, position: last });
    }
    if (steps.length === wanted) return { steps, end: last, isWhole: false };
    if (window.start === -Infinity) break;
    isResumed = false;
    window = before(window, day);
  }
  const rest = await readUndated(source, START_OF_UNDATED, wanted - steps.length);
  return { ...rest, steps: [...steps, ...rest.steps], isWhole: false };
}

/** Reads what no window can find: records without a date that the server knows, or with an impossible one. */
export function readUndated(
  source: ListSource,
  from: Position,
  wanted: number,
): Promise<Slice<Stored<Resource>>> {
  const { searches, type, parameters, query, usage } = source;
  const { arrangement } = watchOrder(source, (resource) => !isDated(query, resource));
  const round = searchRound(searches, type, { parameters, arrangement, mode: { isUndated: true } });
  return fill(wanted, from, round, () => usage.takeSpare());
}

const START_OF_UNDATED: Position = { kind: 'page', link: null, skip: 0, isUndated: true };

function isDated({ rank, serverStretch }: ListSource['query'], resource: Stored<Resource>): boolean {
  return rank(resource) !== -Infinity && serverStretch(resource) !== null;
}

interface WindowToRead {
  readonly window: Window;
  readonly sample: Seen;
  readonly mostPages: number;
}

async function readWindow(
  source: ListSource,
  { window, sample, mostPages }: WindowToRead,
): Promise<readonly Match[] | 'no-requests' | 'not-filtered' | 'too-long'> {
  const { searches, type, query } = source;
  const { arrangement, seen } = watchOrder(
    source,
    (resource) => isDated(query, resource) && isWithin(query.rank(resource), window),
  );
  const found = new Map<string, Match>();
  const followed = new Set<string>();
  const parameters = withWindow(source, window);
  if (!source.mayRead(JSON.stringify(parameters))) return 'no-requests';
  let page = await searches.first(type, parameters, arrangement);
  for (let pages = 1; ; pages += 1) {
    for (const match of page.matches) found.set(match.id, match);
    if (!isFiltered(seen, window)) return 'not-filtered';
    if (page.next === null)
      return hasAll(seen, sample, window) ? [...found.values()].toSorted(byOrder) : 'not-filtered';
    if (pages === mostPages) return 'too-long';
    // A server that links a page to one before it never shows where the window ends.
    if (followed.has(page.next)) return 'not-filtered';
    followed.add(page.next);
    if (!source.mayRead(page.next)) return 'no-requests';
    page = await searches.page(type, page.next, arrangement);
  }
}

/** The bounds carry an offset (R4 §3.1.1.4.7), so that no server reads them in its own time zone. */
function withWindow(
  { parameters, dateParameter }: ListSource,
  { start, end }: Window,
): ListSource['parameters'] {
  if (dateParameter === null) return parameters;
  const bounds = [
    ...(start === -Infinity ? [] : [`ge${new Date(start - MARGIN_MS).toISOString()}`]),
    ...(end === Infinity ? [] : [`le${new Date(end + MARGIN_MS).toISOString()}`]),
  ];
  return { ...parameters, [dateParameter]: [...[parameters[dateParameter] ?? []].flat(), ...bounds] };
}

/** Whether all that came can lie within the window. */
function isFiltered(seen: Seen, { start, end }: Window): boolean {
  const wide: Window = { start: start - 2 * MARGIN_MS, end: end + 2 * MARGIN_MS };
  return [...seen.values()].every(
    (stretch) => stretch !== null && stretch.end > wide.start && stretch.start < wide.end,
  );
}

/** Whether no record is missing of which it is known that it lies within the window. */
function hasAll(seen: Seen, sample: Seen, window: Window): boolean {
  return [...sample].every(
    ([id, stretch]) => stretch === null || !isWithin(startOf(stretch), window) || seen.has(id),
  );
}

/** Whether a record is known that the window must leave out: otherwise an answer does not show that the server filters. */
function excludes(sample: Seen, { start }: Window): boolean {
  return [...sample.values()].some((stretch) => stretch !== null && stretch.end < start - 2 * MARGIN_MS);
}

function isWithin(rank: number, { start, end }: Window): boolean {
  return rank >= start && rank < end;
}

/** The window before, longer by far. */
function before(window: Window, day: number): Window {
  const start = window.start - lengthOf(window, day) * GROWTH;
  return { start: start < day - LONGEST_LIFE_MS ? -Infinity : start, end: window.start };
}

/** The later half, in whole days. */
function halved(window: Window, day: number): Window {
  const { end } = window;
  const half = Math.max(DAY_MS, Math.floor(lengthOf(window, day) / 2 / DAY_MS) * DAY_MS);
  return { start: Math.min(end, day + DAY_MS) - half, end };
}

function lengthOf({ start, end }: Window, day: number): number {
  return Math.min(end, day + DAY_MS) - Math.max(start, day - LONGEST_LIFE_MS);
}

function boundsOf({ start, end }: Window): { readonly start: number | null; readonly end: number | null } {
  return { start: start === -Infinity ? null : start, end: end === Infinity ? null : end };
}

function indexAfter(matches: readonly Match[], { id, index }: WindowPosition): number {
  const at = matches.findIndex((match) => match.id === id);
  return at === -1 ? index : at + 1;
}
