/** Converts FHIR dates and periods to intervals of time, to compare and sort them. */
import { hasOffset, isFhirDateTime } from './dates.ts';
import { isObject, readText, withoutList } from './lenient-read.ts';

/** Epoch milliseconds, from `start` inclusive to `end` exclusive; an open end is infinite. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The largest offset from UTC. A time without a zone is in the server's zone, which the gateway does not know. */
export const MAX_UTC_OFFSET_MS = 14 * 3_600_000;

/**
 * Returns the interval of all sort keys that a server may use for a value: the server chooses the zone of a time without one, and sorts a
 * Period by its start or its end.
 */
export function sortIntervalOf(value: unknown): Interval | null {
  const interval = intervalOf(value);
  if (interval === null) return null;
  const { start, end } = boundsOf(value);
  return { start: interval.start - zoneUncertaintyOf(start), end: interval.end + zoneUncertaintyOf(end) };
}

function zoneUncertaintyOf(value: string | null): number {
  return hasZone(value) ? 0 : MAX_UTC_OFFSET_MS;
}

/** Returns the interval that a date, dateTime, instant or Period covers; null for anything else. */
export function intervalOf(value: unknown): Interval | null {
  const bounds = boundsOf(value);
  const [start, end] = [bounds.start, bounds.end].map(intervalOfDateTime);
  if (!start && !end) return null;
  return { start: start?.start ?? -Infinity, end: end?.end ?? Infinity };
}

/** Returns the dates of a Period; a single date as both. */
function boundsOf(value: unknown): { readonly start: string | null; readonly end: string | null } {
  const sent = withoutList(value);
  const { start, end } = isObject(sent) ? sent : { start: sent, end: sent };
  return { start: readText(start), end: readText(end) };
}

/** Returns the key that sorts a value by time: its start, otherwise its end. */
export function sortKey(value: unknown): number | null {
  const interval = intervalOf(value);
  return interval === null ? null : sortKeyOfInterval(interval);
}

/** Returns the key that sorts an interval by time: its start, otherwise its end. */
export function sortKeyOfInterval({ start, end }: Interval): number {
  return Number.isFinite(start) ? start : end;
}

/**
 * Returns whether the value may lie within the bounds, as with FHIR's `ge` and `le` (R4 §3.1.1.4.8). Two times without a zone share one, so
 * they are compared directly. If only one has a zone, the value gets the benefit of the doubt: an evening in Chicago is the next day in
 * UTC, and the server, which has the right zone, has already matched the value.
 */
export function mayOverlap(value: unknown, since: string | null, until: string | null): boolean {
  const interval = intervalOf(value);
  if (interval === null) return false;
  const from = since === null ? null : intervalOf(since);
  const to = until === null ? null : intervalOf(until);
  const { start, end } = boundsOf(value);
  return (
    (from === null || interval.end + uncertaintyBetween(end, since) > from.start) &&
    (to === null || interval.start - uncertaintyBetween(start, until) < to.end)
  );
}

/** Returns whether one date or Period certainly ended before the other began, in any zone that a time without one may have. */
export function endsBefore(one: unknown, other: unknown): boolean {
  const [earlier, later] = [intervalOf(one), intervalOf(other)];
  if (earlier === null || later === null) return false;
  const uncertainty = uncertaintyBetween(boundsOf(one).end, boundsOf(other).start);
  return earlier.end + uncertainty <= later.start;
}

/**
 * Returns whether a Period covers a moment (epoch milliseconds). A missing bound is open, and a Period with an unreadable bound covers
 * nothing. A day without a zone is a day in UTC. The Period includes its last day, month or year (R4 Period.end).
 */
export function covers(period: unknown, at: number): boolean {
  if (isMissing(period)) return true;
  const sent = withoutList(period);
  if (!isObject(sent)) return false;
  const { start, end } = sent;
  const from = isMissing(start) ? -Infinity : (intervalOf(start)?.start ?? Infinity);
  const to = isMissing(end) ? Infinity : (intervalOf(end)?.end ?? -Infinity);
  return from <= at && at < to;
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Returns the uncertainty of the difference between two times (milliseconds): zero if both or neither have a zone. */
function uncertaintyBetween(one: string | null, other: string | null): number {
  return hasZone(one) === hasZone(other) ? 0 : MAX_UTC_OFFSET_MS;
}

function hasZone(value: string | null): boolean {
  return value !== null && hasOffset(value);
}

function intervalOfDateTime(value: string | null): Interval | null {
  if (value === null || !isFhirDateTime(value)) return null;
  if (value.includes('T')) {
    const start = Date.parse(hasZone(value) ? value : `${value}Z`);
    return Number.isNaN(start) ? null : { start, end: start + precisionMs(value) };
  }
  const [year = 0, month, day] = value.split('-').map(Number);
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const end =
    day === undefined
      ? Date.UTC(month === undefined ? year + 1 : year, month ?? 0, 1)
      : Date.UTC(year, (month ?? 1) - 1, day + 1);
  return { start, end };
}

/** Returns the length of the smallest unit of a time (milliseconds). */
function precisionMs(time: string): number {
  if (time.includes('.')) return 1;
  return /T\d{2}:\d{2}:/.test(time) ? 1_000 : 60_000;
}
