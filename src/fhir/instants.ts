/** FHIR dates as stretches of time, so that partial ones and periods can be compared and sorted. */
import { isFhirDateTime } from './dates.ts';
import { isObject } from './shape.ts';

/** From the first millisecond to the one after the last (epoch milliseconds); open ends are infinite. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Without a zone, a time is of the server's place: anywhere from UTC-12 to UTC+14. */
const ZONES_AHEAD_MS = 14 * 3_600_000;
const ZONES_BEHIND_MS = 12 * 3_600_000;

/** The stretch that a date, dateTime, instant or Period covers; null for anything else. */
function stretchOf(value: unknown): Stretch | null {
  if (typeof value === 'string') return stretchOfDateTime(value);
  if (!isObject(value)) return null;
  const [start, end] = [value['start'], value['end']].map(stretchOf);
  if (!start && !end) return null;
  return { start: start?.start ?? -Infinity, end: end?.end ?? Infinity };
}

/** Where a value stands when sorted by time: its start, else its end. */
export function sortKey(value: unknown): number | null {
  const stretch = stretchOf(value);
  if (stretch === null) return null;
  return Number.isFinite(stretch.start) ? stretch.start : stretch.end;
}

/**
 * Whether the value may lie within the bounds: as FHIR's `ge` and `le` (R4 §3.1.1.4.8), and where a zone is missing, in the value's
 * favour, since the server knows it better.
 */
export function mayLieWithin(value: unknown, since: string | null, until: string | null): boolean {
  const stretch = stretchOf(value);
  if (stretch === null) return false;
  const from = since === null ? null : stretchOf(since);
  const to = until === null ? null : stretchOf(until);
  const slack = ZONES_AHEAD_MS + ZONES_BEHIND_MS;
  return (
    (from === null || stretch.end + slackOf(value, slack) > from.start) &&
    (to === null || stretch.start - slackOf(value, slack) < to.end)
  );
}

function slackOf(value: unknown, slack: number): number {
  return typeof value === 'string' && /T.*(Z|[+-]\d{2}:\d{2})$/.test(value) ? 0 : slack;
}

function stretchOfDateTime(value: string): Stretch | null {
  if (!isFhirDateTime(value)) return null;
  if (value.includes('T')) {
    const start = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}Z`);
    return Number.isNaN(start) ? null : { start, end: start + (value.includes('.') ? 1 : 1000) };
  }
  const [year = 0, month, day] = value.split('-').map(Number);
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const end =
    day === undefined
      ? Date.UTC(month === undefined ? year + 1 : year, month ?? 0, 1)
      : Date.UTC(year, (month ?? 1) - 1, day + 1);
  return { start, end };
}
