/** What to draw for whom: samples of tables, rows that fit a patient, numbers that keep the public patients complete. */
import type { Encounter, Patient, Stored } from '../../types.ts';
import { createRandom, type Random } from '../random.ts';
import type { Chart } from './chart.ts';
import { ageOf, dateOf, daysBeforeLatest, dayWithin, lifespanOf } from './times.ts';

/** For whom a row is plausible; both ages included. */
export interface Eligibility {
  readonly from?: number;
  readonly to?: number;
  readonly sex?: 'female' | 'male';
}

/** When something was done: at an encounter, or at another time in the chart. */
export interface Occasion {
  /** In days before the sandbox's present. */
  readonly day: number;
  readonly encounter?: Stored<Encounter>;
}

const PUBLIC_PATIENTS = 7;
const LATEST_ENCOUNTERS = 10;

export function eligibleFor<T extends Eligibility>(table: readonly T[], patient: Patient): T[] {
  const age = ageOf(patient);
  return table.filter(
    ({ from = 0, to = Infinity, sex }) =>
      from <= age && age <= to && (sex ?? patient.gender) === patient.gender,
  );
}

/** `count` different rows in an order of their own; fewer where the table has fewer. */
export function sample<T>(random: Random, table: readonly T[], count: number): T[] {
  const left = [...table];
  return Array.from({ length: Math.min(count, left.length) }).flatMap(() =>
    left.splice(random.integer(0, left.length - 1), 1),
  );
}

/** At least one for the public patients, who have something of everything; perhaps none for the others. */
export function drawCount({ index, random }: Chart, most: number): number {
  return random.integer(index < PUBLIC_PATIENTS ? Math.ceil(most / 2) : 0, most);
}

/** The chart as another type's writer sees it, so that one type can refer to what the other really has. */
export function chartFor(chart: Chart, type: string): Chart {
  return { ...chart, random: createRandom(`${chart.patient.id} ${type}`) };
}

/** At one of the latest encounters; for a chart with few of them also at times without one, in the last `years`. */
export function drawOccasion({ random, patient, encounters }: Chart, years: number): Occasion {
  const encounter = encounters[random.integer(0, LATEST_ENCOUNTERS - 1)];
  const date = encounter === undefined ? undefined : dateOf(encounter);
  if (encounter === undefined || date === undefined)
    return { day: dayWithin(random, lifespanOf(patient), years) };
  return { day: Math.max(1, daysBeforeLatest(date)), encounter };
}
