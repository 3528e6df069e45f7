/** Reads the date of a record. Display and sorting use the same element. */
import { sortKey } from './intervals.ts';
import { isObject, readText } from './lenient-read.ts';
import { findDate } from './list-filters.ts';
import { factsOf, type ResourceType } from './resources.ts';

/** More than clocks and time zones can differ. A date further ahead is a typo. */
const MAX_CLOCK_SKEW_MS = 24 * 3_600_000;

/**
 * Returns the sort key of a record (epoch milliseconds): -Infinity without a date, and for a past event dated more than 24 hours ahead,
 * such as 2062 for 2026.
 */
export function sortTimeOf(resource: object, type: ResourceType, now: number): number {
  const found = findDate(resource, factsOf(type).date);
  const key = found === null ? null : sortKey(found.value);
  if (found === null || key === null) return -Infinity;
  return isTooFarAhead(resource, type, { path: found.path, at: key, now }) ? -Infinity : key;
}

/** Returns whether a date (epoch milliseconds) lies so far ahead that it is a typo, because the element at the path holds no plans. */
export function isTooFarAhead(
  resource: object,
  type: ResourceType,
  { path, at, now }: { readonly path: string; readonly at: number; readonly now: number },
): boolean {
  const { mayBeFuture, plannedStatus } = factsOf(type);
  const status: unknown = isObject(resource) ? resource['status'] : null;
  const mayLieAhead =
    mayBeFuture?.includes(path) === true || plannedStatus?.some((one) => one === status) === true;
  return at > now + MAX_CLOCK_SKEW_MS && !mayLieAhead;
}

/** Returns the date to display, as a FHIR date or dateTime, and its element; null without one. */
export function shownDate(
  resource: object,
  type: ResourceType,
): { readonly date: string | null; readonly element: string } | null {
  const found = findDate(resource, factsOf(type).date);
  if (found === null) return null;
  const { path: element, value } = found;
  return {
    date: readText(value) ?? (isObject(value) ? (readText(value['start']) ?? readText(value['end'])) : null),
    element,
  };
}
