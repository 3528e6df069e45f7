/** Reads the date of a record. Display and sorting use the same element. */
import { spelledAsCode } from './codes.ts';
import { sortKey } from './intervals.ts';
import { isObject, readDate } from './lenient-read.ts';
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
  return isTooFarAhead(key, now) && !mayBePlan(resource, type, found.path) ? -Infinity : key;
}

/** Returns whether the element at the path can hold a plan, so that a date in the future is no typo. */
export function mayBePlan(resource: object, type: ResourceType, path: string): boolean {
  const { mayBeFuture, plannedStatus } = factsOf(type);
  const status = isObject(resource) ? spelledAsCode(resource['status']) : null;
  return mayBeFuture?.includes(path) === true || plannedStatus?.some((one) => one === status) === true;
}

/** Returns whether a date lies further ahead than clocks and time zones can differ. Both are in epoch milliseconds. */
export function isTooFarAhead(at: number, now: number): boolean {
  return at > now + MAX_CLOCK_SKEW_MS;
}

/** Returns the date to display, as a FHIR date or dateTime, and its element; null without one. */
export function shownDate(
  resource: object,
  type: ResourceType,
): { readonly date: string | null; readonly element: string } | null {
  const found = findDate(resource, factsOf(type).date);
  if (found === null) return null;
  const { path: element, value } = found;
  return { date: readDate(value, value), element };
}
