/** Finds out whether a record is recent: which of its dates, recorded or clinical, is after an instant. */
import { hasOffset } from './dates.ts';
import { valuesAt } from './element-path.ts';
import type { ListedType } from './graph-types.ts';
import { intervalOf } from './intervals.ts';
import { isObject, readText } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';
import { isTooFarAhead, mayBePlan } from './record-dates.ts';
import { factsOf, type ResourceOf, type ResourceType } from './resources.ts';
import { toEpochMs } from './site-time.ts';
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

interface RecencyBounds {
  /** A FHIR date or dateTime. Without an offset, it is in the time zone of the site. */
  readonly since: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The IANA time zone of the site, which applies to dates without an offset. */
  readonly zone: string;
}

/**
 * Returns the latest date after the instant that has passed; null if there is none. The end of a plan does not count, nor does an expiry:
 * nothing happened to the record then. Tolerates clocks that differ, except for dates that can be plans.
 */
export function recentDateOf(
  resource: object,
  type: ResourceType,
  { since, now, zone }: RecencyBounds,
): RecentDate | null {
  const from = boundsOf(since, zone)?.start ?? Infinity;
  const recent = datesIn(resource, factsOf(type).date).flatMap(({ path, element, date }): RecentDate[] => {
    const bounds = boundsOf(date, zone);
    if (bounds === null || bounds.end <= from) return [];
    const isPlan = !IS_RECORDING.has(path) && mayBePlan(resource, type, path);
    const isEnd = element !== path && element.endsWith('.end');
    if (isPlan && isEnd) return [];
    const isAhead = isPlan || isEnd ? bounds.start > now : isTooFarAhead(bounds.start, now);
    return isAhead ? [] : [{ element, date, key: bounds.start }];
  });
  return recent.toSorted((one, other) => other.key - one.key)[0] ?? null;
}

/** The internal argument of every list: keeps the records with a recent date. No server can search by all dates at once. */
export function byRecentDate(type: ResourceType, bounds: Pick<RecencyBounds, 'now' | 'zone'>): ListFilter {
  return {
    parameter: 'recent',
    isSent: false,
    matches: (resource, [since = '']) => recentDateOf(resource, type, { ...bounds, since }) !== null,
  };
}

interface DatedElement {
  /** The path of the date or Period. */
  readonly path: string;
  /** The path of the date itself. */
  readonly element: string;
  readonly date: string;
}

function datesIn(resource: object, dates: readonly string[]): DatedElement[] {
  return [...new Set([...RECORDING_ELEMENTS, ...dates])].flatMap((path) =>
    valuesAt(resource, path).flatMap((value): DatedElement[] => {
      const named: [string, unknown][] = isObject(value)
        ? [
            [`${path}.start`, value['start']],
            [`${path}.end`, value['end']],
          ]
        : [[path, value]];
      return named.flatMap(([element, text]) => {
        const date = readText(text);
        const isUsable = date !== null && intervalOf(date) !== null && !EXPIRIES.has(element);
        return isUsable ? [{ path, element, date }] : [];
      });
    }),
  );
}

function boundsOf(date: string, zone: string): { readonly start: number; readonly end: number } | null {
  const interval = intervalOf(date);
  if (interval === null || hasOffset(date)) return interval;
  return { start: toEpochMs(interval.start, zone), end: toEpochMs(interval.end, zone) };
}
