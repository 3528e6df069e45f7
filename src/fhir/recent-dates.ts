/** Finds out whether a record is recent: which of its dates, recorded or clinical, is after an instant. */
import { hasOffset } from './dates.ts';
import { valuesAt } from './element-path.ts';
import type { ListedType } from './graph-types.ts';
import { intervalOf } from './intervals.ts';
import { isObject, readText } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';
import { isTooFarAhead, mayBePlan } from './record-dates.ts';
import { factsOf, type ResourceOf, type ResourceType } from './resources.ts';
import { toClockMs, toEpochMs } from './site-time.ts';
import type { Stored } from './types.ts';

/** A date of a record that is after an instant. */
export interface RecentDate {
  /** The path of the element, such as `issued` or `period.end`. */
  readonly element: string;
  readonly date: string;
  /** Its start, in epoch milliseconds. */
  readonly key: number;
}

/** The elements that say when a record was recorded or last changed, whatever its type. */
const RECORDING_ELEMENTS = ['issued', 'recordedDate', 'authoredOn', 'meta.lastUpdated'] as const;
const IS_RECORDING: ReadonlySet<string> = new Set(RECORDING_ELEMENTS);

/** The elements that say until when something is valid. */
const EXPIRIES: ReadonlySet<string> = new Set(['expirationDate', 'provision.period.end']);

/** A record with a recent date. */
export interface RecentRecord extends RecentDate {
  readonly record: Stored<ResourceOf<ListedType>>;
}

/** The instants that decide whether a date is recent, in epoch milliseconds. */
interface RecencyBounds {
  readonly from: number;
  readonly now: number;
}

interface Recency {
  /** For dates with an offset. */
  readonly utc: RecencyBounds;
  /** For dates without an offset: the same instants as local times at the site, as if these were UTC. No date then needs a conversion. */
  readonly local: RecencyBounds;
  /** The IANA time zone of the site. */
  readonly zone: string;
}

/**
 * @param since a FHIR date or dateTime. Without an offset, it is in the time zone of the site
 * @param now epoch milliseconds
 */
export function createRecency(
  since: string,
  { now, zone }: { readonly now: number; readonly zone: string },
): Recency {
  const start = intervalOf(since)?.start;
  const localNow = Number.isFinite(now) ? toClockMs(now, zone) : now;
  // Nothing is recent after an invalid date.
  const [utc, local] =
    start === undefined
      ? [Infinity, Infinity]
      : hasOffset(since)
        ? [start, toClockMs(start, zone)]
        : [toEpochMs(start, zone), start];
  return { utc: { from: utc, now }, local: { from: local, now: localNow }, zone };
}

/**
 * Returns the latest date after the instant that has passed; null if there is none. The end of a plan does not count, nor does an expiry:
 * nothing happened to the record then. Tolerates clocks that differ, except for dates that can be plans.
 */
export function recentDateOf(resource: object, type: ResourceType, recency: Recency): RecentDate | null {
  const recent = datesIn(resource, type)
    .filter((dated) => isRecent(dated, resource, type, recency))
    .toSorted((one, other) => other.start - one.start);
  // Converting a local date is slow, so only the latest one is compared with the latest date that has an offset.
  const latest = [recent.find(({ isLocal }) => isLocal), recent.find(({ isLocal }) => !isLocal)]
    .filter((dated) => dated !== undefined)
    .map(({ element, date, start, isLocal }) => {
      const key = isLocal ? toEpochMs(start, recency.zone) : start;
      return { element, date, key };
    });
  return latest.toSorted((one, other) => other.key - one.key)[0] ?? null;
}

/** The internal argument of every list: keeps the records with a recent date. No server can search by all dates at once. */
export function byRecentDate(type: ResourceType, clock: Parameters<typeof createRecency>[1]): ListFilter {
  const known = new Map<string, Recency>();
  return {
    parameter: 'recent',
    isSent: false,
    matches(resource, [since = '']) {
      const recency = known.get(since) ?? createRecency(since, clock);
      known.set(since, recency);
      return datesIn(resource, type).some((dated) => isRecent(dated, resource, type, recency));
    },
  };
}

interface DatedElement {
  /** The path of the date or Period. */
  readonly path: string;
  /** The path of the date itself. */
  readonly element: string;
  readonly date: string;
  /** From `start` inclusive to `end` exclusive, in epoch milliseconds; for a local date as if it were UTC. */
  readonly start: number;
  readonly end: number;
  /** Whether the date is in the time zone of the site, because it has no offset. */
  readonly isLocal: boolean;
}

function isRecent(
  { path, element, start, end, isLocal }: DatedElement,
  resource: object,
  type: ResourceType,
  { utc, local }: Recency,
): boolean {
  const { from, now } = isLocal ? local : utc;
  if (end <= from) return false;
  const isPlan = !IS_RECORDING.has(path) && mayBePlan(resource, type, path);
  const isEnd = element !== path && element.endsWith('.end');
  if (isPlan && isEnd) return false;
  return isPlan || isEnd ? start <= now : !isTooFarAhead(start, now);
}

/** Returns the dates of a record that say when something happened to it. Uses loops, because it runs for every record of every page. */
function datesIn(resource: object, type: ResourceType): DatedElement[] {
  const found: DatedElement[] = [];
  const add = (path: string, element: string, value: unknown): void => {
    const date = readText(value);
    const interval = date === null || EXPIRIES.has(element) ? null : intervalOf(date);
    if (date !== null && interval !== null)
      found.push({ path, element, date, ...interval, isLocal: !hasOffset(date) });
  };
  for (const path of pathsOf(type)) {
    for (const value of valuesAt(resource, path)) {
      if (isObject(value)) {
        add(path, `${path}.start`, value['start']);
        add(path, `${path}.end`, value['end']);
      } else add(path, path, value);
    }
  }
  return found;
}

const PATHS = new Map<ResourceType, readonly string[]>();

/** Returns the paths of all dates of a type. */
function pathsOf(type: ResourceType): readonly string[] {
  const paths = PATHS.get(type) ?? [...new Set([...RECORDING_ELEMENTS, ...factsOf(type).date])];
  PATHS.set(type, paths);
  return paths;
}
