/** Computes a patient's age, now or at death. Never returns an age that is more exact than the dates. */
import { ageIn, hasOffset } from './dates.ts';
import { isObject, readText } from './lenient-read.ts';
import { mayHaveDied } from './patient.ts';
import { createSiteTime, type SiteTime, toSiteTime } from './site-time.ts';
import type { Patient } from './types.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** FHIR's extension for the time of birth, on `birthDate` (patient-birthTime). */
const BIRTH_TIME = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime';

/** The age below which each unit applies, as in neonatal, pediatric and adult charts. */
const HOURS_UNTIL = 72;
const DAYS_UNTIL = 28;
const MONTHS_UNTIL = 24;
const YEARS_AND_MONTHS_UNTIL = 18;

/** Returns whole years, today at the site or at death; null before birth, and if the dates are not exact enough. */
export function ageOf(patient: Patient, time: SiteTime): number | null {
  const [birthDate, last] = [readText(patient.birthDate), lastMoment(patient, time)];
  return birthDate === null || last === null ? null : ageIn('years', birthDate, last.on);
}

/**
 * Returns the age in the customary unit, such as `14 hours`, `9 days`, `5 months`, `7 years 3 months` or `38 years`. If a partial date
 * leaves a unit uncertain, uses the next larger unit that is certain.
 */
export function ageTextOf(patient: Patient, time: SiteTime): string | null {
  const [birthDate, last] = [readText(patient.birthDate), lastMoment(patient, time)];
  if (birthDate === null || last === null) return null;
  const hours = hoursUntil(last, birthMoment(patient, birthDate, time));
  if (hours !== null && hours < HOURS_UNTIL) return hours < 0 ? null : countText(hours, 'hour');
  const days = ageIn('days', birthDate, last.on);
  const months = ageIn('months', birthDate, last.on);
  // Show days until the first full month, because "0 months" would read as newborn.
  if (days !== null && (days < DAYS_UNTIL || months === 0)) return countText(days, 'day');
  if (months === 0) return 'under 1 month';
  if (months !== null && months < MONTHS_UNTIL) return countText(months, 'month');
  const years = ageIn('years', birthDate, last.on);
  if (years === null) return null;
  const monthsLeft = months === null || years >= YEARS_AND_MONTHS_UNTIL ? 0 : months % 12;
  return [countText(years, 'year'), ...(monthsLeft === 0 ? [] : [countText(monthsLeft, 'month')])].join(' ');
}

function countText(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Today, or the day of death. */
interface Moment {
  /** The local date at the site, which can be partial. */
  readonly on: string;
  /** Epoch milliseconds; null if only the date is known. */
  readonly at: number | null;
}

/** Returns null if the patient died or may have died at an unknown time, or if the death is in the future, which is a typo. */
function lastMoment(patient: Patient, time: SiteTime): Moment | null {
  const diedAt = readText(patient.deceasedDateTime);
  if (diedAt === null) return mayHaveDied(patient) ? null : { on: time.today, at: time.at };
  const on = toSiteTime(diedAt, time)?.slice(0, DATE_LENGTH);
  const tomorrow = createSiteTime(time.at + DAY_MS, time.zone).today;
  if (on === undefined || on > tomorrow) return null;
  return { on, at: hasOffset(diedAt) ? Date.parse(diedAt) : null };
}

/** Returns the time of birth (epoch milliseconds); null if missing, or if its day differs from `birthDate`. */
function birthMoment(patient: Patient, birthDate: string, time: SiteTime): number | null {
  const bornAt = birthTimeOf(patient);
  if (bornAt === null || !hasOffset(bornAt)) return null;
  const isSameDay = [bornAt, toSiteTime(bornAt, time)].some(
    (one) => one?.slice(0, DATE_LENGTH) === birthDate,
  );
  return isSameDay ? Date.parse(bornAt) : null;
}

/** Returns elapsed hours, which changes of daylight saving time do not affect. */
function hoursUntil({ at }: Moment, bornAt: number | null): number | null {
  const hours = at === null || bornAt === null ? NaN : Math.floor((at - bornAt) / HOUR_MS);
  return Number.isNaN(hours) ? null : hours;
}

/** FHIR's JSON keeps the extensions of a primitive in a separate element that begins with `_` (R4 §2.6.2.3). */
function birthTimeOf(patient: Patient): string | null {
  const primitive: unknown = '_birthDate' in patient ? patient['_birthDate'] : null;
  const extensions: unknown = isObject(primitive) ? primitive['extension'] : null;
  const found = [extensions]
    .flat()
    .filter(isObject)
    .find(({ url }) => url === BIRTH_TIME);
  return readText(found?.['valueDateTime']);
}
