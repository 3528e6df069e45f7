/** Warnings next to a patient's data: the record is out of use, or the number is not the only one. */
import type { GraphQLResolveInfo } from 'graphql';
import { readMrn } from '../../fhir/mrn.ts';
import { isReplacedBy } from '../../fhir/patient-links.ts';
import type { Patient } from '../../fhir/types.ts';
import type { Context } from '../context.ts';
import { pathOf } from './selection.ts';

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

/**
 * Returns the patient, and warns if the record is out of use: its name is missing or misleading.
 * @param info of a field of the patient, whose path the warning carries once
 */
export function warnIfReplaced<P extends Patient>(
  patient: P,
  { budget }: Pick<Context, 'budget'>,
  info: GraphQLResolveInfo,
): P {
  if (isReplacedBy(patient) === true) budget.warn({ ...REPLACED, path: pathOf(info).slice(0, -1) });
  return patient;
}

/** Returns the medical record number, and warns if there are several. */
export function readMrnOrWarn(
  patient: Patient,
  { mrnSystem, siteTime, budget }: Pick<Context, 'mrnSystem' | 'siteTime' | 'budget'>,
  info: GraphQLResolveInfo,
): string | null {
  const { mrn, isAmbiguous } = readMrn(patient, mrnSystem, siteTime);
  if (isAmbiguous) budget.warn({ ...MRN_AMBIGUOUS, path: pathOf(info) });
  return mrn;
}
