/** Warns about patients whose record was replaced, or whose medical record number is ambiguous. */
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
    'Another record replaces this patient record, such as after a merge, and its name may be missing. `replacedBy` refers to the current record.',
} as const;

const MRN_AMBIGUOUS = {
  code: 'MRN_AMBIGUOUS',
  resourceType: 'Patient',
  message:
    'A patient has several current medical record numbers, so `mrn` is null. Set MRN_SYSTEM to the system of one of them. `identifiers` lists all.',
} as const;

/**
 * Returns the patient, and warns if the record was replaced, because its name is then missing or misleading.
 * @param info the info of a field of the patient; the warning has the path of the patient
 */
export function warnIfReplaced<P extends Patient>(
  patient: P,
  { budget }: Pick<Context, 'budget'>,
  info: GraphQLResolveInfo,
): P {
  if (isReplacedBy(patient) === true) budget.warn({ ...REPLACED, path: pathOf(info).slice(0, -1) });
  return patient;
}

/** Returns the medical record number. Warns if there are several. */
export function readMrnOrWarn(
  patient: Patient,
  { mrnSystem, siteTime, budget }: Pick<Context, 'mrnSystem' | 'siteTime' | 'budget'>,
  info: GraphQLResolveInfo,
): string | null {
  const { mrn, isAmbiguous } = readMrn(patient, mrnSystem, siteTime);
  if (isAmbiguous) budget.warn({ ...MRN_AMBIGUOUS, path: pathOf(info) });
  return mrn;
}
