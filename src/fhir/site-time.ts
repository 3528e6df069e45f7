/** Dates and times in the time zone of the site. They decide on which day a birthday falls, and whether a period is over. */
import { hasOffset, isFhirDateTime } from './dates.ts';
import { readObject } from './lenient-read.ts';

/** A moment in the time zone of the site. */
export interface SiteTime {
  /** Epoch milliseconds. */
  readonly at: number;
  /** An IANA time zone. */
  readonly zone: string;
  /** The local day, as a FHIR date. */
  readonly today: string;
  /** The local time to the second, as a FHIR dateTime without an offset. */
  readonly now: string;
}

/** @param at epoch milliseconds */
export function createSiteTime(at: number, zone: string): SiteTime {
  let clock: string | null = null;
  // Most operations need no local time, and every operation has one.
  const readClock = (): string => (clock ??= clockAt(at, zone));
  return {
    at,
    zone,
    get today() {
      return readClock().slice(0, 'YYYY-MM-DD'.length);
    },
    get now() {
      return readClock();
    },
  };
}

/**
 * Converts a date or dateTime to the site's local time, without an offset and at most to the second. A value without an offset counts as
 * local. Returns null for anything else.
 */
export function toSiteTime(value: string, { zone }: Pick<SiteTime, 'zone'>): string | null {
  if (!isFhirDateTime(value)) return null;
  if (!hasOffset(value)) return value.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  // FHIR allows leap seconds, but JavaScript does not.
  const at = Date.parse(value.replace(/:60(?=[.Z+-])/, ':59'));
  return Number.isNaN(at) ? null : clockAt(at, zone);
}

/**
 * Converts a local time at the site to epoch milliseconds. Around a change of daylight saving time, a skipped or repeated time can be off by
 * an hour.
 * @param clock the local time, in epoch milliseconds as if it were UTC
 */
export function toEpochMs(clock: number, zone: string): number {
  return clock - offsetAt(clock - offsetAt(clock, zone), zone);
}

/** Converts epoch milliseconds to the local time at the site, in epoch milliseconds as if it were UTC: the inverse of {@link toEpochMs}. */
export function toClockMs(at: number, zone: string): number {
  return at + offsetAt(at, zone);
}

function offsetAt(at: number, zone: string): number {
  return Date.parse(`${createSiteTime(at, zone).now}Z`) - Math.floor(at / 1_000) * 1_000;
}

/**
 * Returns whether a period is in the future, current or past. Both bounds are inclusive (FHIR R4 §2.24.0.10): a period that ends today, or
 * in this year, is still current. An unreadable bound counts as open.
 */
export function periodPhase(
  period: { readonly start?: unknown; readonly end?: unknown } | null | undefined,
  time: SiteTime,
): 'future' | 'current' | 'past' {
  const sent = readObject(period);
  const [start, end] = [boundOf(sent?.start, time), boundOf(sent?.end, time)];
  if (end !== null && end < time.now.slice(0, end.length)) return 'past';
  if (start !== null && start > time.now.slice(0, start.length)) return 'future';
  return 'current';
}

function boundOf(bound: unknown, time: SiteTime): string | null {
  return typeof bound === 'string' ? toSiteTime(bound.trim(), time) : null;
}

/** The latest time that FHIR can express. East of Greenwich, the end of 9999 in UTC is later. */
const LAST_TIME = '9999-12-31T23:59:59';

function clockAt(at: number, zone: string): string {
  const parts = new Map(
    formatIn(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  if (part('year').length > 'YYYY'.length) return LAST_TIME;
  const date = [part('year').padStart('YYYY'.length, '0'), part('month'), part('day')].join('-');
  return `${date}T${[part('hour'), part('minute'), part('second')].join(':')}`;
}

/** Caches formats, because creating one takes a thousand times as long as using it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  FORMATS.set(zone, format);
  return format;
}
