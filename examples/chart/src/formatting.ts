/** Dates, numbers and codes as people read them. Dates and numbers follow the locale of the browser. */
import { readDate } from './dates.ts';

const MONTH = /^\d{4}-\d{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const OFFSET = /(?:Z|[+-]\d{2}:\d{2})$/;

const DAY_FORMAT: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const TIME_FORMAT: Intl.DateTimeFormatOptions = { ...DAY_FORMAT, hour: '2-digit', minute: '2-digit' };

/**
 * Formats a FHIR date or dateTime with the precision it has: in Germany `1952`, `Feb. 1966` and `12. Sept. 1987`. A dateTime is shown in the
 * reader's time zone, which a time names if it was recorded in another. A date without a time belongs to no time zone, so it is parsed and
 * formatted as UTC.
 */
export function formatDate(value: string | null | undefined, { withTime = false } = {}): string {
  if (value === null || value === undefined) return 'date not on file';
  const date = readDate(value);
  // A year, and what is not a date, are shown unchanged.
  if (date === null) return value;
  if (MONTH.test(value)) return format(date, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  if (DAY.test(value)) return format(date, { ...DAY_FORMAT, timeZone: 'UTC' });
  if (!withTime) return format(date, DAY_FORMAT);
  return format(
    date,
    isInZoneOfReader(value, date) ? TIME_FORMAT : { ...TIME_FORMAT, timeZoneName: 'short' },
  );
}

/** Formats the time of a dateTime; returns an empty string for a date. */
export function formatTime(value: string | null): string {
  if (value === null || !value.includes('T')) return '';
  const date = readDate(value);
  if (date === null) return '';
  return format(date, {
    hour: '2-digit',
    minute: '2-digit',
    ...(!isInZoneOfReader(value, date) && { timeZoneName: 'short' }),
  });
}

const DAY_MS = 86_400_000;

/** Formats a tick of a time axis: the time within two days, the day within half a year, otherwise the month. */
export function formatTick(at: Date, spanMs: number): string {
  if (spanMs < 2 * DAY_MS) return format(at, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
  if (spanMs < 180 * DAY_MS) return format(at, { day: 'numeric', month: 'short' });
  return format(at, { month: 'short', year: 'numeric' });
}

/** Formats the present moment, such as for "Printed". */
export function formatNow(): string {
  return format(new Date(), { ...TIME_FORMAT, timeZoneName: 'short' });
}

/** Formats a number with the digits it has, without grouping: `1.234` and `1,234` can be mistaken for each other. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 20, useGrouping: false }).format(value);
}

/** Formats `ON_HOLD` as `On hold`; returns an empty string for a missing code. */
export function formatCode(code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  if (code === 'UNRECOGNIZED') return 'Unrecognized code';
  return capitalize(code.toLowerCase().replaceAll('_', ' '));
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Formats a status, and says so when it is missing, unknown or unrecognized. */
export function formatStatus(status: string | null | undefined): string {
  if (status === null || status === undefined) return 'Status not on file';
  if (status === 'UNKNOWN') return 'Status unknown';
  return status === 'UNRECOGNIZED' ? 'Unrecognized status' : formatCode(status);
}

/** Joins the non-empty texts with commas. */
export function joinTexts(texts: readonly (string | false | null | undefined)[]): string {
  return texts
    .filter((text) => text !== null && text !== undefined && text !== '' && text !== false)
    .join(', ');
}

/** Returns the first non-empty text. */
export function pickText(...texts: readonly (string | null | undefined)[]): string {
  return texts.find((text) => text !== null && text !== undefined && text !== '') ?? '';
}

/** Reads a form field, trimmed. */
export function readField(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Formats `1 request`, `2 requests`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Formats a number of bytes as `12 kB` or `1.2 MB`. */
export function formatSize(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** Returns whether the reader's clock showed the time as it is written. */
function isInZoneOfReader(value: string, date: Date): boolean {
  const [offset] = OFFSET.exec(value) ?? [];
  if (offset === undefined) return true;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  const recorded = (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
  return recorded === -date.getTimezoneOffset();
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(undefined, options).format(date);
}
