/** Finds out whether a record is recent: which of its dates, recorded or clinical, is after an instant. */
import { hasOffset } from './dates.ts';
import { valuesAt } from './element-path.ts';
import type { ListedType } from './graph-types.ts';
import { intervalOf, mayOverlap } from './intervals.ts';
import { isObject, readText } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';
import { isTooFarAhead } from './record-dates.ts';
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

/** The internal argument of every list: keeps the records that may have a date after an instant. No server can search by all dates at once. */
export const BY_RECENT_DATE: ListFilter = {
  parameter: 'recent',
  isSent: false,
  matches: (resource, [since = ''], dates) =>
    datesIn(resource, dates).some(({ date }) => mayOverlap(date, since, null)),
};

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
 * Returns the latest date after the instant that has passed, otherwise the first one that is still to come; null if no date is after the
 * instant. Ignores a date in the future that only a typo explains, and the planned end of a Period.
 */
export function recentDateOf(
  resource: object,
  type: ResourceType,
  { since, now, zone }: RecencyBounds,
): RecentDate | null {
  const from = boundsOf(since, zone)?.start ?? Infinity;
  const recent = datesIn(resource, factsOf(type).date).flatMap(({ path, element, date }) => {
    const bounds = boundsOf(date, zone);
    if (bounds === null || bounds.end <= from) return [];
    const isEnd = element !== path && element.endsWith('.end');
    const isAhead = bounds.start > now;
    if (isAhead && (isEnd || isTooFarAhead(resource, type, { path, at: bounds.start, now }))) return [];
    return [{ element, date, key: bounds.start, isAhead }];
  });
  const passed = recent.filter(({ isAhead }) => !isAhead).toSorted((one, other) => other.key - one.key);
  const coming = recent.filter(({ isAhead }) => isAhead).toSorted((one, other) => one.key - other.key);
  const [found] = [...passed, ...coming];
  return found === undefined ? null : { element: found.element, date: found.date, key: found.key };
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
        return date === null || intervalOf(date) === null ? [] : [{ path, element, date }];
      });
    }),
  );
}

function boundsOf(date: string, zone: string): { readonly start: number; readonly end: number } | null {
  const interval = intervalOf(date);
  if (interval === null || hasOffset(date)) return interval;
  return { start: toEpochMs(interval.start, zone), end: toEpochMs(interval.end, zone) };
}
