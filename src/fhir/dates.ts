/** FHIR dates, which can be as short as a year, and what can honestly be said of them (FHIR R4 §2.24.0.1). */

const DATE = /^(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
const DATE_TIME =
  /^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** FHIR's offsets end at 14:00 (R4 §2.24.0.1, `dateTime`). */
const GIVEN_OFFSET = /(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

/** True for `YYYY`, `YYYY-MM` and a `YYYY-MM-DD` that the calendar has. */
export function isFhirDate(value: string): boolean {
  const [, year, month = '', day = ''] = DATE.exec(value) ?? [];
  return year !== undefined && isInCalendar(year, month, day);
}

/** True for a FHIR dateTime: a date as above, or one with a time (seconds and zone can be missing in practice). */
export function isFhirDateTime(value: string): boolean {
  return DATE_TIME.test(value) && isInCalendar(value.slice(0, 4), value.slice(5, 7), value.slice(8, 10));
}

/** True for a dateTime from a caller. An offset is optional and must be one of FHIR's; servers may send others. */
export function isGivenDateTime(value: string): boolean {
  return isFhirDateTime(value) && (!hasOffset(value) || GIVEN_OFFSET.test(value));
}

const OFFSET = /(?:Z|[+-]\d{2}:\d{2})$/;

/** True for a FHIR dateTime with a time and an offset. */
export function hasOffset(value: string): boolean {
  return OFFSET.test(value) && isFhirDateTime(value);
}

/** Of digits that are in their range. @param day empty where it is missing */
function isInCalendar(year: string, month: string, day: string): boolean {
  return day === '' || Number(day) <= daysIn(year, month);
}

/** Units of an age, with how many whole ones lie between two whole dates. */
const WHOLE_UNITS = { years: yearsBetween, months: monthsBetween, days: daysBetween };

/**
 * Returns the whole units from birth to a day, both FHIR dates; null if partial dates leave the number open, or if the
 * day comes before birth.
 */
export function ageIn(unit: keyof typeof WHOLE_UNITS, birthDate: string, on: string): number | null {
  if (!isFhirDate(birthDate) || !isFhirDate(on)) return null;
  const between = WHOLE_UNITS[unit];
  const oldest = between(firstDay(birthDate), lastDay(on));
  // Nobody is younger than newborn, whatever a partial date leaves open.
  const youngest = Math.max(0, between(lastDay(birthDate), firstDay(on)));
  return oldest === youngest ? oldest : null;
}

/** Between whole dates; who is born on 29 February is a year older on 1 March of common years. */
function yearsBetween(birthDate: string, on: string): number {
  return Math.floor(monthsBetween(birthDate, on) / 12);
}

/** Between whole dates; who is born on the 31st is a month older on the 1st after a shorter month. */
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
