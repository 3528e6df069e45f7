/** Times in a chart, as days before {@link LATEST}. */
import type { Encounter, Patient } from '../../types.ts';
import type { Random } from '../random.ts';
import { LATEST } from './chart.ts';

/** The first and last day of a patient's life in days before {@link LATEST}, both inclusive. */
export interface Lifespan {
  readonly firstDay: number;
  /** 0 for a living patient. */
  readonly lastDay: number;
}

const DAY = 86_400_000;
const YEAR = 365.25;
/** The age of patients without a birth date. Most of medicine is plausible in middle age. */
const ASSUMED_AGE = 50;

export function lifespanOf({ birthDate, deceasedDateTime }: Patient): Lifespan {
  return {
    firstDay: birthDate === undefined ? Math.round(ASSUMED_AGE * YEAR) : daysBeforeLatest(birthDate),
    lastDay: deceasedDateTime === undefined ? 0 : daysBeforeLatest(deceasedDateTime),
  };
}

/** Returns the age in whole years at {@link LATEST}, or at death. */
export function ageOf(patient: Patient): number {
  const { firstDay, lastDay } = lifespanOf(patient);
  return Math.floor((firstDay - lastDay) / YEAR);
}

/** Draws a day in the last `years` of the life, in days before {@link LATEST}. */
export function dayWithin(random: Random, { firstDay, lastDay }: Lifespan, years: number): number {
  return random.integer(
    lastDay + 1,
    Math.max(lastDay + 1, Math.min(firstDay, lastDay + Math.round(years * YEAR))),
  );
}

/** Returns a FHIR R4 `date`. A negative number of days is after {@link LATEST}. */
export function dateAt(daysBefore: number): string {
  return new Date(Date.parse(LATEST) - daysBefore * DAY).toISOString().slice(0, 10);
}

/** Returns a FHIR R4 `instant` to the second, as Epic writes it. */
export function instantAt(daysBefore: number, minuteOfDay: number): string {
  const time = Date.parse(LATEST) - daysBefore * DAY + minuteOfDay * 60_000;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** Returns the days between a date, which can be partial, and {@link LATEST}. */
export function daysBeforeLatest(date: string): number {
  return Math.floor((Date.parse(LATEST) - Date.parse(date)) / DAY);
}

/** Returns the day of the encounter as a `date`; undefined if its period is missing. */
export function dateOf({ period }: Encounter): string | undefined {
  return (period?.start ?? period?.end)?.slice(0, 10);
}

/** Draws a minute of the day in clinic hours, on a quarter of an hour. */
export function clinicMinute(random: Random): number {
  return random.integer(8 * 4, 17 * 4) * 15;
}
