/** Random draws for a chart: table rows, counts and occasions. */
import type { Encounter, Patient, Stored } from '../../types.ts';
import { createRandom, type Random } from '../random.ts';
import { type Chart, PUBLIC_PATIENT_COUNT } from './chart.ts';
import { ageOf, dateOf, daysBeforeLatest, dayWithin, lifespanOf } from './times.ts';

/** The patients for whom a row is plausible. Both ages are inclusive. */
export interface Eligibility {
  readonly from?: number;
  readonly to?: number;
  readonly sex?: 'female' | 'male';
}

/** The time of an event: an encounter, or another day. */
export interface Occasion {
  /** In days before the sandbox's present. */
  readonly day: number;
  readonly encounter?: Stored<Encounter>;
}

const LATEST_ENCOUNTERS = 10;

export function eligibleFor<T extends Eligibility>(table: readonly T[], patient: Patient): T[] {
  const age = ageOf(patient);
  return table.filter(
    ({ from = 0, to = Infinity, sex }) =>
      from <= age && age <= to && (sex ?? patient.gender) === patient.gender,
  );
}

/** Returns `count` different rows in random order; fewer if the table is shorter. */
export function sample<T>(random: Random, table: readonly T[], count: number): T[] {
  const left = [...table];
  return Array.from({ length: Math.min(count, left.length) }).flatMap(() =>
    left.splice(random.integer(0, left.length - 1), 1),
  );
}

/** Returns the rows that the chart's story names, or else `drawn`. */
export function toldRows<T>(
  table: readonly T[],
  told: readonly string[] | undefined,
  nameOf: (row: T) => string | undefined,
  drawn: T[],
): T[] {
  return told === undefined ? drawn : told.flatMap((name) => table.filter((row) => nameOf(row) === name));
}

/** Returns at least half of `most` for public patients, who have resources of every type; from 0 for others. */
export function drawCount({ index, random }: Chart, most: number): number {
  return random.integer(index < PUBLIC_PATIENT_COUNT ? Math.ceil(most / 2) : 0, most);
}

/** Returns the chart with another type's random stream. With it, a writer reproduces that type's resources to refer to them. */
export function chartFor(chart: Chart, type: string): Chart {
  return { ...chart, random: createRandom(`${chart.patient.id} ${type}`, chart.story !== undefined) };
}

/** Returns a day with its encounter, if there is one. */
export function occasionOn({ encounters }: Chart, date: string): Occasion {
  const encounter = encounters.find((one) => dateOf(one) === date);
  return { day: daysBeforeLatest(date), ...(encounter !== undefined && { encounter }) };
}

/** Draws one of the latest encounters; if the chart has few, sometimes a day in the last `years` without an encounter. */
export function drawOccasion({ random, patient, encounters }: Chart, years: number): Occasion {
  const encounter = encounters[random.integer(0, LATEST_ENCOUNTERS - 1)];
  const date = encounter === undefined ? undefined : dateOf(encounter);
  if (encounter === undefined || date === undefined)
    return { day: dayWithin(random, lifespanOf(patient), years) };
  return { day: Math.max(1, daysBeforeLatest(date)), encounter };
}
