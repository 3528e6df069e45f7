/** The seeded generator of synthetic patients. */
import type { Patient, Stored } from '../types.ts';
import { createEpicId, createEpicPatient, officialAndUsual } from './epic-patient.ts';
import { FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES } from './names.ts';
import { createRandom, type Random } from './random.ts';

/** Different numbers draw different people. */
export interface Population {
  /** The EPI number of the first patient. The others follow. */
  readonly firstEpi: number;
  readonly count: number;
  /** The years of birth: from, to. */
  readonly born: readonly [number, number];
}

export const SYNTHETIC_PATIENTS = createSyntheticPatients({
  firstEpi: 300_001,
  count: 48,
  born: [1931, 2023],
});

/** Gives each patient a random stream, so a change to one leaves the others unchanged. */
export function createSyntheticPatients({ firstEpi, count, born }: Population): readonly Stored<Patient>[] {
  return Array.from({ length: count }, (_, index) => createSyntheticPatient(firstEpi + index, born));
}

function createSyntheticPatient(epi: number, born: Population['born']): Stored<Patient> {
  const random = createRandom(`person ${epi}`);
  const id = createEpicId(random);
  const gender = random.chance(4) ? 'other' : random.pick<'female' | 'male'>(['female', 'male']);
  const givenNames = gender === 'male' ? MALE_GIVEN_NAMES : FEMALE_GIVEN_NAMES;
  const given = random.chance(40)
    ? [random.pick(givenNames), random.pick(givenNames)]
    : [random.pick(givenNames)];
  return createEpicPatient({
    id,
    epi: String(epi),
    gender,
    names: officialAndUsual(given, random.pick(FAMILY_NAMES)),
    birthDate: drawBirthDate(random, born),
  });
}

function drawBirthDate(random: Random, born: Population['born']): string {
  return [random.integer(...born), twoDigits(random.integer(1, 12)), twoDigits(random.integer(1, 28))].join(
    '-',
  );
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
