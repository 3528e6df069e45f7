/** When things of a chart happened: days are counted backwards from {@link LATEST}, and nothing is outside a life. */
import type { Encounter, Patient } from '../../types.ts';
import type { Random } from '../random.ts';
import { LATEST } from './chart.ts';

/** In days before {@link LATEST}; both may have events of their own. */
export interface Lifespan {
  readonly firstDay: number;
  /** 0 for the living. */
  readonly lastDay: number;
}

const DAY = 86_400_000;
const YEAR = 365.25;
/** For those whose birth date is not known: a middle age is plausible for most of medicine. */
const ASSUMED_AGE = 50;

export function lifespanOf({ birthDate, deceasedDateTime }: Patient): Lifespan {
  return {
    firstDay: birthDate === undefined ? Math.round(ASSUMED_AGE * YEAR) : daysBeforeLatest(birthDate),
    lastDay: deceasedDateTime === undefined ? 0 : daysBeforeLatest(deceasedDateTime),
  };
}

/** In whole years, at {@link LATEST} or at death. */
export function ageOf(patient: Patient): number {
  const { firstDay, lastDay } = lifespanOf(patient);
  return Math.floor((firstDay - lastDay) / YEAR);
}

/** A day in the last `years` of the life, in days before {@link LATEST}. */
export function dayWithin(random: Random, { firstDay, lastDay }: Lifespan, years: number): number {
  return random.integer(
    lastDay + 1,
    Math.max(lastDay + 1, Math.min(firstDay, lastDay + Math.round(years * YEAR))),
  );
}

/** FHIR R4 `date`; a negative number of days is after {@link LATEST}. */
export function dateAt(daysBefore: number): string {
  return new Date(Date.parse(LATEST) - daysBefore * DAY).toISOString().slice(0, 10);
}

/** FHIR R4 `instant`, to the second as Epic writes it. */
export function instantAt(daysBefore: number, minuteOfDay: number): string {
  const time = Date.parse(LATEST) - daysBefore * DAY + minuteOfDay * 60_000;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** The days between a date, partial or not, and {@link LATEST}. */
export function daysBeforeLatest(date: string): number {
  return Math.floor((Date.parse(LATEST) - Date.parse(date)) / DAY);
}

/** The day of the encounter, as a `date`; absent where the encounter does not tell. */
export function dateOf({ period }: Encounter): string | undefined {
  return (period?.start ?? period?.end)?.slice(0, 10);
}

/** A minute of an ordinary day's clinic, on a quarter of an hour. */
export function clinicMinute(random: Random): number {
  return random.integer(8 * 4, 17 * 4) * 15;
}
