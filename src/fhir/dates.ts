/** Parses FHIR dates, which can be partial, and computes ages from them (FHIR R4 §2.24.0.1). */

const DATE = /^(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
/** Fractions of seconds have a limit, because V8 can throw a RangeError for millions of digits, and lists are sorted by dates. */
const DATE_TIME =
  /^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d{1,100})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** Matches FHIR's offsets, up to 14:00 (R4 §2.24.0.1, `dateTime`). */
const GIVEN_OFFSET = /(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

/** Returns true for `YYYY`, `YYYY-MM` and a valid `YYYY-MM-DD`. */
export function isFhirDate(value: string): boolean {
  const [, year, month = '', day = ''] = DATE.exec(value) ?? [];
  return year !== undefined && isInCalendar(year, month, day);
}

/** Returns true for a FHIR date, with or without a time. Seconds and offset are optional, because servers omit them. */
export function isFhirDateTime(value: string): boolean {
  return DATE_TIME.test(value) && isInCalendar(value.slice(0, 4), value.slice(5, 7), value.slice(8, 10));
}

/** Returns true for a dateTime from a caller. An offset is optional, but must be valid in FHIR; servers may send others. */
export function isGivenDateTime(value: string): boolean {
  return isFhirDateTime(value) && (!hasOffset(value) || GIVEN_OFFSET.test(value));
}

const OFFSET = /(?:Z|[+-]\d{2}:\d{2})$/;

/** Returns true for a FHIR dateTime with a time and an offset. */
export function hasOffset(value: string): boolean {
  return endsWithOffset(value) && isFhirDateTime(value);
}

/** Returns whether a FHIR dateTime has an offset. Expects a value that `isFhirDateTime` accepts. */
export function endsWithOffset(value: string): boolean {
  return OFFSET.test(value);
}

/** Expects digits that DATE or DATE_TIME has matched. @param day empty if missing */
function isInCalendar(year: string, month: string, day: string): boolean {
  return day === '' || Number(day) <= daysIn(year, month);
}

/** By unit of age: counts the whole units between two whole dates. */
const WHOLE_UNITS = { years: yearsBetween, months: monthsBetween, days: daysBetween };

/**
 * Returns the whole units from birth to a day, both FHIR dates; null if partial dates leave the number uncertain, or if the day is before
 * birth.
 */
export function ageIn(unit: keyof typeof WHOLE_UNITS, birthDate: string, on: string): number | null {
  if (!isFhirDate(birthDate) || !isFhirDate(on)) return null;
  const between = WHOLE_UNITS[unit];
  const oldest = between(firstDay(birthDate), lastDay(on));
  // An age is never negative, even if a partial date allows it.
  const youngest = Math.max(0, between(lastDay(birthDate), firstDay(on)));
  return oldest === youngest ? oldest : null;
}

/** Counts years between whole dates. A person born on February 29 turns a year older on March 1 of common years. */
function yearsBetween(birthDate: string, on: string): number {
  return Math.floor(monthsBetween(birthDate, on) / 12);
}

/** Counts months between whole dates. A person born on the 31st turns a month older on the 1st after a shorter month. */
function monthsBetween(birthDate: string, on: string): number {
  const [birthYear = 0, birthMonth = 0, birthDay = 0] = birthDate.split('-').map(Number);
  const [year = 0, month = 0, day = 0] = on.split('-').map(Number);
  return (year - birthYear) * 12 + month - birthMonth - (day < birthDay ? 1 : 0);
}

function daysBetween(birthDate: string, on: string): number {
  return (Date.parse(on) - Date.parse(birthDate)) / DAY_MS;
}

const DAY_MS = 86_400_000;

function firstDay(date: string): string {
  return date + '-01-01'.slice(date.length - 'YYYY'.length);
}

function lastDay(date: string): string {
  const [year = '', month = '12', day] = date.split('-');
  return `${year}-${month}-${day ?? daysIn(year, month)}`;
}

const DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: string, month: string): number {
  const isLeap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  return month === '02' && isLeap ? 29 : (DAYS[Number(month) - 1] ?? 0);
}
