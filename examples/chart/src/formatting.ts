const YEAR = /^\d{4}$/;
const MONTH = /^\d{4}-\d{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const DAY_FORMAT: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };

/**
 * Formats a FHIR date or dateTime with the precision it has: `1952`, `Feb 1966`, `12 Sep 1987`. A dateTime is shown in the reader's time
 * zone. A date without a time belongs to no time zone, so it is parsed and formatted as UTC.
 */
export function formatDate(value: string | null | undefined, { withTime = false } = {}): string {
  if (value === null || value === undefined) return 'date not on file';
  const date = new Date(value);
  if (YEAR.test(value) || Number.isNaN(date.getTime())) return value;
  if (MONTH.test(value)) return format(date, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  if (DAY.test(value)) return format(date, { ...DAY_FORMAT, timeZone: 'UTC' });
  return format(date, withTime ? { ...DAY_FORMAT, hour: '2-digit', minute: '2-digit' } : DAY_FORMAT);
}

/** Formats `ON_HOLD` as `On hold`; returns an empty string for a missing code. */
export function formatCode(code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  if (code === 'UNRECOGNIZED') return 'Unrecognized code';
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Formats a status, and says so when it is missing, unknown or unrecognized. */
export function formatStatus(status: string | null | undefined): string {
  if (status === null || status === undefined) return 'Status not on file';
  if (status === 'UNKNOWN') return 'Status unknown';
  return status === 'UNRECOGNIZED' ? 'Unrecognized status' : formatCode(status);
}

/** Joins the non-empty texts with commas. */
export function joinTexts(texts: readonly (string | null | undefined)[]): string {
  return texts.filter((text) => text !== null && text !== undefined && text !== '').join(', ');
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
  return `${count} ${count === 1 ? one : many}`;
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(date);
}
