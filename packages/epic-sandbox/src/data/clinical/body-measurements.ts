/** Rough means of body measurements by age, plausible enough for a clinician. */
import type { Patient } from '../../types.ts';
import { lifespanOf } from './times.ts';

export interface BodyMeasurements {
  /** Years, with a fraction. */
  readonly age: number;
  /** cm. */
  readonly height: number;
  /** kg. */
  readonly weight: number;
  /** mm[Hg]. */
  readonly systolic: number;
  readonly diastolic: number;
  /** Per minute. */
  readonly pulse: number;
  readonly respiration: number;
}

const NEWBORN: BodyMeasurements = {
  age: 0,
  height: 50,
  weight: 3.4,
  systolic: 70,
  diastolic: 42,
  pulse: 130,
  respiration: 40,
};

/** Means at these ages. Values in between are interpolated. */
const GROWTH: readonly BodyMeasurements[] = [
  NEWBORN,
  { age: 1, height: 75, weight: 9.6, systolic: 88, diastolic: 48, pulse: 115, respiration: 30 },
  { age: 2, height: 87, weight: 12.2, systolic: 92, diastolic: 52, pulse: 108, respiration: 26 },
  { age: 5, height: 109, weight: 18.4, systolic: 97, diastolic: 58, pulse: 98, respiration: 22 },
  { age: 10, height: 138, weight: 32, systolic: 106, diastolic: 64, pulse: 86, respiration: 19 },
  { age: 15, height: 164, weight: 55, systolic: 114, diastolic: 70, pulse: 78, respiration: 17 },
  { age: 20, height: 169, weight: 70, systolic: 118, diastolic: 74, pulse: 74, respiration: 16 },
  { age: 50, height: 169, weight: 80, systolic: 124, diastolic: 79, pulse: 73, respiration: 16 },
  { age: 100, height: 163, weight: 68, systolic: 134, diastolic: 76, pulse: 72, respiration: 17 },
];

/** @param percent how much heavier than the mean the person is; the height differs by a fifth of that */
export function bodyMeasurementsAt(patient: Patient, day: number, percent: number): BodyMeasurements {
  const age = Math.max(0, (lifespanOf(patient).firstDay - day) / 365.25);
  const before = GROWTH.findLast((row) => row.age <= age) ?? NEWBORN;
  const after = GROWTH.find((row) => row.age > age) ?? before;
  const share = after.age === before.age ? 0 : (age - before.age) / (after.age - before.age);
  const between = (name: keyof BodyMeasurements): number =>
    before[name] + (after[name] - before[name]) * share;
  const sexed = age < 13 ? 0 : patient.gender === 'male' ? 7 : -5;
  return {
    age,
    height: between('height') * (1 + percent / 500) + sexed,
    weight: between('weight') * (1 + percent / 100) + sexed,
    systolic: between('systolic'),
    diastolic: between('diastolic'),
    pulse: between('pulse'),
    respiration: between('respiration'),
  };
}
