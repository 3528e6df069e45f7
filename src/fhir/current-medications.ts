/** Which medications a patient may be taking (FHIR R4 medicationrequest-status). */
import { MEDICATION_REQUEST_STATUS } from './clinical-codes-treatment.ts';
import { memberOf } from './codes.ts';
import { byCode, type ListFilter } from './list-filters.ts';
import { valuesAt } from './paths.ts';
import type { MedicationRequest } from './types.ts';

/**
 * By status: whether the medication is to be taken; null where the status leaves that open. One on hold can be resumed any day, and nobody knows of an
 * unknown one, so both belong on a list of what the patient takes, with a mark.
 */
const IS_ACTIVE = {
  ACTIVE: true,
  ON_HOLD: null,
  UNKNOWN: null,
  UNRECOGNIZED: null,
  CANCELLED: false,
  COMPLETED: false,
  DRAFT: false,
  ENTERED_IN_ERROR: false,
  STOPPED: false,
} as const satisfies Record<
  (typeof MEDICATION_REQUEST_STATUS)[keyof typeof MEDICATION_REQUEST_STATUS] | 'UNRECOGNIZED',
  boolean | null
>;

/** Returns whether the medication is to be taken; null where its status leaves that open, or is missing. */
export function isActiveMedication({ status }: Pick<MedicationRequest, 'status'>): boolean | null {
  return isActiveStatus(status);
}

/** By status; ACTIVE finds all that the patient may be taking. No server is asked for it: one could leave out what has no status. */
export const BY_MEDICATION_STATUS: ListFilter = {
  ...byCode('status', 'status', MEDICATION_REQUEST_STATUS),
  isSent: false,
  keeps: (resource, values) => {
    const [status] = valuesAt(resource, 'status');
    const mayBeTaken = isActiveStatus(status) !== false;
    return (values.includes('active') && mayBeTaken) || values.some((value) => value === status);
  },
};

function isActiveStatus(status: unknown): boolean | null {
  const member = memberOf(MEDICATION_REQUEST_STATUS, status);
  return member === null ? null : IS_ACTIVE[member];
}
