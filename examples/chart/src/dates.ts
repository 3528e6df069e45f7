/** Reads FHIR dates. Imports nothing, so tests can import it without the app. */

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const DAY = /^(?<day>\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}\S*)?$/;

/**
 * Returns the instant of a dateTime, and the beginning of a date in UTC. Null for any other text, which must be shown unchanged: `new Date` reads
 * `1987-02-30` as 2 March, and `12/09/1987` as a day in December.
 */
export function readDate(value: string): Date | null {
  if (MONTH.test(value)) return new Date(value);
  const { day } = DAY.exec(value)?.groups ?? {};
  if (day === undefined || !isDay(day)) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

function isDay(text: string): boolean {
  const midnight = new Date(text);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}
