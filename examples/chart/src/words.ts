/** How dates and codes of the graph are written for people. */

const YEAR = /^\d{4}$/;
const MONTH = /^\d{4}-\d{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const DAY_FORMAT: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };

/**
 * A FHIR date or dateTime, as exactly as it is given: `1952`, `Feb 1966`, `12 Sep 1987`; what has a time is shown as of the reader's own
 * clock. A date without a time belongs to no time zone, so it is read and written as UTC.
 */
export function dateText(value: string | null | undefined, { withTime = false } = {}): string {
  if (value === null || value === undefined) return 'date unknown';
  const date = new Date(value);
  if (YEAR.test(value) || Number.isNaN(date.getTime())) return value;
  if (MONTH.test(value)) return write(date, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  if (DAY.test(value)) return write(date, { ...DAY_FORMAT, timeZone: 'UTC' });
  return write(date, withTime ? { ...DAY_FORMAT, hour: '2-digit', minute: '2-digit' } : DAY_FORMAT);
}

/** `ON_HOLD` as `On hold`; what the graph does not know is told as such. */
export function codeText(code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  if (code === 'UNRECOGNIZED') return 'Other status';
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The words that are there, with commas between. */
export function listText(parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join(', ');
}

/** The first that says anything. */
export function firstText(...texts: readonly (string | null | undefined)[]): string {
  return texts.find((text) => text !== null && text !== undefined && text !== '') ?? '';
}

/** What was typed into a field of a form, without spaces around it. */
export function fieldText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** `1 request`, `2 requests`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function write(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(date);
}
