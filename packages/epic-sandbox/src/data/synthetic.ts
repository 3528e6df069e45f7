/** The seeded generator of synthetic patients. */
import type { Patient, Stored } from '../types.ts';
import { createEpicId, createEpicPatient, officialAndUsual } from './epic-patient.ts';
import { FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES } from './names.ts';
import { createRandom, type Random } from './random.ts';

const FIRST_EPI = 300_001;
const COUNT = 48;

/** 48 patients. Each has its own random stream, so a change to one leaves the others unchanged. */
export const SYNTHETIC_PATIENTS: readonly Stored<Patient>[] = Array.from({ length: COUNT }, (_, index) =>
  createSyntheticPatient(FIRST_EPI + index),
);

function createSyntheticPatient(epi: number): Stored<Patient> {
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
    birthDate: drawBirthDate(random),
  });
}

function drawBirthDate(random: Random): string {
  return [
    random.integer(1931, 2023),
    twoDigits(random.integer(1, 12)),
    twoDigits(random.integer(1, 28)),
  ].join('-');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
