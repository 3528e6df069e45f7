import { memberOfText } from './codes.ts';
import { MEDICATION_ADMINISTRATION_STATUS } from './defined-codes.ts';
import { instructionsText } from './dosage-text.ts';
import { readObject } from './lenient-read.ts';
import type { Dosage, MedicationAdministration } from './types.ts';

type Status = (typeof MEDICATION_ADMINISTRATION_STATUS)[keyof typeof MEDICATION_ADMINISTRATION_STATUS];

/** The words that precede a dose which was not, or may not have been, given completely. */
const CAVEATS = {
  COMPLETED: null,
  ENTERED_IN_ERROR: 'Entered in error',
  IN_PROGRESS: 'Being given',
  NOT_DONE: 'Not given',
  ON_HOLD: 'On hold',
  STOPPED: 'Stopped early',
  UNKNOWN: 'Not known whether given',
  UNRECOGNIZED: 'Not known whether given',
} as const satisfies Record<Status | 'UNRECOGNIZED', string | null>;

/** Returns the status, ignoring case. */
export function administrationStatus({ status }: Pick<MedicationAdministration, 'status'>) {
  return memberOfText(MEDICATION_ADMINISTRATION_STATUS, status);
}

/** Returns the dose in the shape of an ordered dose, which has the same elements under other names (FHIR R4 Dosage). */
export function administeredDosage({ dosage }: Pick<MedicationAdministration, 'dosage'>): Dosage | null {
  // FHIR allows one dosage. A server may send it as a list.
  const given = readObject([dosage].flat()[0]);
  if (given === null) return null;
  const { dose, rateQuantity, rateRatio, ...same } = given;
  const doseAndRate = {
    ...(dose !== undefined && { doseQuantity: dose }),
    ...(rateQuantity !== undefined && { rateQuantity }),
    ...(rateRatio !== undefined && { rateRatio }),
  };
  return { ...same, doseAndRate: [doseAndRate] };
}

/** Returns the dose in words, after a caveat unless all of it was given; null for a complete administration without a dose. */
export function administrationText(
  record: Pick<MedicationAdministration, 'dosage' | 'status'>,
): string | null {
  const dosage = administeredDosage(record);
  const dose = dosage === null ? null : instructionsText([dosage]);
  const caveat = CAVEATS[administrationStatus(record) ?? 'UNKNOWN'];
  if (caveat === null || dose === null) return caveat ?? dose;
  return `${caveat}: ${dose}`;
}
