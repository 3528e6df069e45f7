/** How old a patient is, or was at death. Partial dates are never made out to be more exact than they are. */
import { ageIn, hasOffset } from './dates.ts';
import { isObject, readText } from './lenient-read.ts';
import { mayHaveDied } from './patient.ts';
import { siteTime, type SiteTime, toSiteTime } from './site-time.ts';
import type { Patient } from './types.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** FHIR's extension for the time of birth, on `birthDate` (patient-birthTime). */
const BIRTH_TIME = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime';

/** The age below which each unit is used, as in neonatal, paediatric and adult charts. */
const HOURS_UNTIL = 72;
const DAYS_UNTIL = 28;
const MONTHS_UNTIL = 24;
const YEARS_AND_MONTHS_UNTIL = 18;

/** Returns whole years today at the site, or at death; null before birth, and where birth or death is not known exactly enough. */
export function ageOf(patient: Patient, time: SiteTime): number | null {
  const [birthDate, last] = [readText(patient.birthDate), lastMoment(patient, time)];
  return birthDate === null || last === null ? null : ageIn('years', birthDate, last.on);
}

/**
 * Returns the age in the unit that suits it, such as `14 hours`, `9 days`, `5 months`, `7 years 3 months` or `38 years`. If a partial
 * date leaves a unit open, only the next larger certain unit is shown.
 */
export function ageTextOf(patient: Patient, time: SiteTime): string | null {
  const [birthDate, last] = [readText(patient.birthDate), lastMoment(patient, time)];
  if (birthDate === null || last === null) return null;
  const hours = hoursUntil(last, birthMoment(patient, birthDate, time));
  if (hours !== null && hours < HOURS_UNTIL) return hours < 0 ? null : counted(hours, 'hour');
  const days = ageIn('days', birthDate, last.on);
  const months = ageIn('months', birthDate, last.on);
  // Days go on until the first full month, because "0 months" would read as newborn.
  if (days !== null && (days < DAYS_UNTIL || months === 0)) return counted(days, 'day');
  if (months === 0) return 'under 1 month';
  if (months !== null && months < MONTHS_UNTIL) return counted(months, 'month');
  const years = ageIn('years', birthDate, last.on);
  if (years === null) return null;
  const monthsLeft = months === null || years >= YEARS_AND_MONTHS_UNTIL ? 0 : months % 12;
  return [counted(years, 'year'), ...(monthsLeft === 0 ? [] : [counted(monthsLeft, 'month')])].join(' ');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Today, or the day of death. */
interface Moment {
  /** The date at the site, which can be partial. */
  readonly on: string;
  /** Epoch milliseconds; null: only the date is known. */
  readonly at: number | null;
}

/** Returns null if the patient died, or may have died, at an unknown time, or in the future, which is a typo. */
function lastMoment(patient: Patient, time: SiteTime): Moment | null {
  const diedAt = readText(patient.deceasedDateTime);
  if (diedAt === null) return mayHaveDied(patient) ? null : { on: time.today, at: time.at };
  const on = toSiteTime(diedAt, time)?.slice(0, DATE_LENGTH);
  const tomorrow = siteTime(time.at + DAY_MS, time.zone).today;
  if (on === undefined || on > tomorrow) return null;
  return { on, at: hasOffset(diedAt) ? Date.parse(diedAt) : null };
}

/** Returns when the patient was born (epoch milliseconds); null without a time of birth, or with one of another day than the date. */
function birthMoment(patient: Patient, birthDate: string, time: SiteTime): number | null {
  const bornAt = birthTimeOf(patient);
  if (bornAt === null || !hasOffset(bornAt)) return null;
  const isSameDay = [bornAt, toSiteTime(bornAt, time)].some(
    (one) => one?.slice(0, DATE_LENGTH) === birthDate,
  );
  return isSameDay ? Date.parse(bornAt) : null;
}

/** Elapsed hours, so that a change to or from daylight saving time adds none. */
function hoursUntil({ at }: Moment, bornAt: number | null): number | null {
  const hours = at === null || bornAt === null ? NaN : Math.floor((at - bornAt) / HOUR_MS);
  return Number.isNaN(hours) ? null : hours;
}

/** FHIR's JSON keeps the extensions of a primitive in an element of its own that begins with `_` (R4 §2.6.2.3). */
function birthTimeOf(patient: Patient): string | null {
  const primitive: unknown = '_birthDate' in patient ? patient['_birthDate'] : null;
  const extensions: unknown = isObject(primitive) ? primitive['extension'] : null;
  const all: readonly unknown[] = Array.isArray(extensions) ? extensions : [];
  const found = all.filter((one) => isObject(one)).find(({ url }) => url === BIRTH_TIME);
  return readText(found?.['valueDateTime']);
}
