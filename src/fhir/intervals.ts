/** Converts FHIR dates and periods to intervals of time, to compare and sort them. */
import { endsWithOffset, isFhirDateTime } from './dates.ts';
import { isObject, readText, withoutList } from './lenient-read.ts';

/** Epoch milliseconds, from `start` inclusive to `end` exclusive; an open end is infinite. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The largest offset from UTC. A time without a zone is in the server's zone, which the gateway does not know. */
export const MAX_UTC_OFFSET_MS = 14 * 3_600_000;

/** The interval of a date, dateTime or instant. */
interface Moment extends Interval {
  readonly hasOffset: boolean;
}

/** The bounds of a Period; null if missing or unreadable. A single date is both. */
interface Bounds {
  readonly from: Moment | null;
  readonly to: Moment | null;
}

/** Returns the interval that a date, dateTime, instant or Period covers; null for anything else. */
export function intervalOf(value: unknown): Interval | null {
  return toInterval(boundsOf(value));
}

function toInterval({ from, to }: Bounds): Interval | null {
  if (from === null && to === null) return null;
  return { start: from?.start ?? -Infinity, end: to?.end ?? Infinity };
}

/** The intervals of a value as a server knows it. */
export interface ServerIntervals {
  /** As a filter by date uses it. */
  readonly filtered: Interval;
  /**
   * Contains all sort keys that the server may use: it chooses the zone of a time without one, and sorts a Period by its start or its end.
   */
  readonly sorted: Interval;
}

/** Returns null for anything but a date, dateTime, instant or Period. */
export function serverIntervalsOf(value: unknown): ServerIntervals | null {
  const bounds = boundsOf(value);
  const filtered = toInterval(bounds);
  if (filtered === null) return null;
  const start = filtered.start - uncertaintyOf(bounds.from);
  return { filtered, sorted: { start, end: filtered.end + uncertaintyOf(bounds.to) } };
}

function uncertaintyOf(moment: Moment | null): number {
  return moment?.hasOffset === true ? 0 : MAX_UTC_OFFSET_MS;
}

function boundsOf(value: unknown): Bounds {
  const sent = withoutList(value);
  if (isObject(sent)) return { from: momentOf(sent['start']), to: momentOf(sent['end']) };
  const moment = momentOf(sent);
  return { from: moment, to: moment };
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

/** A date or time; or the same one without and with an offset, so that it compares with values of both kinds. */
type Bound = string | readonly string[] | null;

/**
 * Returns whether the value may lie within the bounds, as with FHIR's `ge` and `le` (R4 §3.1.1.4.8). Two times without a zone share one, so
 * they are compared directly. If the bound has only the other kind, the value gets the benefit of the doubt: an evening in Chicago is the
 * next day in UTC.
 */
export function mayOverlap(value: unknown, since: Bound, until: Bound): boolean {
  const { from, to } = boundsOf(value);
  if (from === null && to === null) return false;
  const [earliest, latest] = [spelledLike(to, since), spelledLike(from, until)];
  return (
    (earliest === null || (to?.end ?? Infinity) + uncertaintyBetween(to, earliest) > earliest.start) &&
    (latest === null || (from?.start ?? -Infinity) - uncertaintyBetween(from, latest) < latest.end)
  );
}

/** Returns the spelling of a bound that has an offset if the time has one, otherwise the first. */
function spelledLike(moment: Moment | null, bound: Bound): Moment | null {
  if (!Array.isArray(bound)) return momentOf(bound);
  const spellings = bound.map(momentOf);
  return spellings.find((spelling) => spelling?.hasOffset === moment?.hasOffset) ?? spellings[0] ?? null;
}

/** Returns whether one date or Period certainly ended before the other began, in any zone that a time without one may have. */
export function endsBefore(one: unknown, other: unknown): boolean {
  const [{ to }, { from }] = [boundsOf(one), boundsOf(other)];
  if (to === null || from === null) return false;
  return to.end + uncertaintyBetween(to, from) <= from.start;
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

/** Returns the first moment after `at` when a Period begins or ends (epoch milliseconds); Infinity if there is none. */
export function nextBoundOf(period: unknown, at: number): number {
  const { start, end } = intervalOf(period) ?? ALWAYS;
  return Math.min(...[start, end].filter((bound) => bound > at), Infinity);
}

const ALWAYS: Interval = { start: -Infinity, end: Infinity };

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Returns the uncertainty of the difference between two times (milliseconds): zero if both or neither have a zone. */
function uncertaintyBetween(one: Moment | null, other: Moment): number {
  return one?.hasOffset === other.hasOffset ? 0 : MAX_UTC_OFFSET_MS;
}

/** Parses a date once, because every record of every page passes through here. */
function momentOf(sent: unknown): Moment | null {
  const value = readText(sent);
  if (value === null || !isFhirDateTime(value)) return null;
  if (value.includes('T')) {
    const hasOffset = endsWithOffset(value);
    const start = Date.parse(hasOffset ? value : `${value}Z`);
    return Number.isNaN(start) ? null : { start, end: start + precisionMs(value), hasOffset };
  }
  const [year = 0, month, day] = value.split('-').map(Number);
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const end =
    day === undefined
      ? Date.UTC(month === undefined ? year + 1 : year, month ?? 0, 1)
      : Date.UTC(year, (month ?? 1) - 1, day + 1);
  return { start, end, hasOffset: false };
}

/** Returns the length of the smallest unit of a time (milliseconds). */
function precisionMs(time: string): number {
  if (time.includes('.')) return 1;
  return /T\d{2}:\d{2}:/.test(time) ? 1_000 : 60_000;
}
