/** FHIR dates as stretches of time, so that partial ones and periods can be compared and sorted. */
import { hasOffset, isFhirDateTime } from './dates.ts';
import { isObject } from './shape.ts';

/** From the first millisecond to the one after the last (epoch milliseconds); open ends are infinite. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where a zone is missing, the server's own is meant, which is not known here: none is further than this from UTC. */
export const FURTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * Returns the stretch within which a server places a value when it sorts: without a zone, it is up to the server which one it takes, and a
 * Period can be placed by its start or by its end.
 */
export function sortStretchOf(value: unknown): Stretch | null {
  const stretch = stretchOf(value);
  if (stretch === null) return null;
  const [start, end] = isObject(value) ? [value['start'], value['end']] : [value, value];
  return { start: stretch.start - doubtOf(start), end: stretch.end + doubtOf(end) };
}

function doubtOf(value: unknown): number {
  return hasZone(value) ? 0 : FURTHEST_ZONE_MS;
}

/** The stretch that a date, dateTime, instant or Period covers; null for anything else. */
export function stretchOf(value: unknown): Stretch | null {
  if (typeof value === 'string') return stretchOfDateTime(value);
  if (!isObject(value)) return null;
  const [start, end] = [value['start'], value['end']].map(stretchOf);
  if (!start && !end) return null;
  return { start: start?.start ?? -Infinity, end: end?.end ?? Infinity };
}

/** Where a value stands when sorted by time: its start, else its end. */
export function sortKey(value: unknown): number | null {
  const stretch = stretchOf(value);
  return stretch === null ? null : startOf(stretch);
}

/** Where a stretch stands when sorted by time: its start, otherwise its end. */
export function startOf({ start, end }: Stretch): number {
  return Number.isFinite(start) ? start : end;
}

/**
 * Whether the value may lie within the bounds, as FHIR's `ge` and `le` (R4 §3.1.1.4.8) have it. Two without a zone are of one place, and
 * compared as they stand; where only one has a zone, it is in the value's favour: an evening in Chicago is the next day in UTC, and the
 * server, which knows its place, has already let the value through.
 */
export function mayLieWithin(value: unknown, since: string | null, until: string | null): boolean {
  const stretch = stretchOf(value);
  if (stretch === null) return false;
  const from = since === null ? null : stretchOf(since);
  const to = until === null ? null : stretchOf(until);
  const [start, end] = isObject(value) ? [value['start'], value['end']] : [value, value];
  return (
    (from === null || stretch.end + doubtBetween(end, since) > from.start) &&
    (to === null || stretch.start - doubtBetween(start, until) < to.end)
  );
}

/** Whether one date or Period ended before the other began, wherever those without a zone are from. */
export function endsBefore(one: unknown, other: unknown): boolean {
  const [earlier, later] = [stretchOf(one), stretchOf(other)];
  if (earlier === null || later === null) return false;
  const doubt = doubtBetween(isObject(one) ? one['end'] : one, isObject(other) ? other['start'] : other);
  return earlier.end + doubt <= later.start;
}

/**
 * Whether a Period covers a moment (epoch milliseconds). A missing bound is open; an unreadable one covers
 * nothing. A day without a zone is a day in UTC. The Period includes its last day, month or year (R4, Period.end).
 */
export function covers(period: unknown, at: number): boolean {
  if (isMissing(period)) return true;
  if (!isObject(period)) return false;
  const { start, end } = period;
  const from = isMissing(start) ? -Infinity : (stretchOf(start)?.start ?? Infinity);
  const to = isMissing(end) ? Infinity : (stretchOf(end)?.end ?? -Infinity);
  return from <= at && at < to;
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** How far two times can be from where they seem to stand to each other. */
function doubtBetween(one: unknown, other: unknown): number {
  return hasZone(one) === hasZone(other) ? 0 : FURTHEST_ZONE_MS;
}

function hasZone(value: unknown): boolean {
  return typeof value === 'string' && hasOffset(value);
}

function stretchOfDateTime(value: string): Stretch | null {
  if (!isFhirDateTime(value)) return null;
  if (value.includes('T')) {
    const start = Date.parse(hasZone(value) ? value : `${value}Z`);
    return Number.isNaN(start) ? null : { start, end: start + exactnessOf(value) };
  }
  const [year = 0, month, day] = value.split('-').map(Number);
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const end =
    day === undefined
      ? Date.UTC(month === undefined ? year + 1 : year, month ?? 0, 1)
      : Date.UTC(year, (month ?? 1) - 1, day + 1);
  return { start, end };
}

/** How long the shortest part of a time lasts that it tells (milliseconds). */
function exactnessOf(time: string): number {
  if (time.includes('.')) return 1;
  return /T\d{2}:\d{2}:/.test(time) ? 1_000 : 60_000;
}
