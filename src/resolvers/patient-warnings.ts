/** Warnings next to a patient's data: the record is out of use, or the number is not the only one. */
import type { Context } from '../context.ts';
import { readMrn } from '../fhir/mrn.ts';
import { isReplacedBy } from '../fhir/patient-links.ts';
import type { Patient } from '../fhir/types.ts';

const REPLACED = {
  code: 'PATIENT_REPLACED',
  resourceType: 'Patient',
  message:
    'A patient record has been replaced by another one, as after a merge, and can lack a name. `replacedBy` refers to the record in use.',
};

const MRN_AMBIGUOUS = {
  code: 'MRN_AMBIGUOUS',
  resourceType: 'Patient',
  message:
    'A patient has several medical record numbers in use, so `mrn` is null. Set MRN_SYSTEM to the system of one numbering; `identifiers` lists them all.',
};

/** Returns the patient, and warns where the record is out of use: its name is missing or misleading. */
export function warnIfReplaced<P extends Patient>(patient: P, { usage }: Pick<Context, 'usage'>): P {
  if (isReplacedBy(patient) === true) usage.warn(REPLACED);
  return patient;
}

/** Returns the medical record number, and warns where there are several. */
export function mrnWithWarning(
  patient: Patient,
  { mrnSystem, siteTime, usage }: Pick<Context, 'mrnSystem' | 'siteTime' | 'usage'>,
): string | null {
  const { mrn, isAmbiguous } = readMrn(patient, mrnSystem, siteTime);
  if (isAmbiguous) usage.warn(MRN_AMBIGUOUS);
  return mrn;
}
