/** Which medications a patient may be taking (FHIR R4 medicationrequest-status). */
import { memberOfText, spelledAsCode } from './codes.ts';
import { valuesAt } from './element-path.ts';
import { byCode, type ListFilter } from './list-filters.ts';
import { exclusionOf } from './modifiers.ts';
import { isProhibition } from './prohibitions.ts';
import type { MedicationRequest } from './types.ts';
import { MEDICATION_REQUEST_STATUS } from './defined-codes.ts';

/**
 * Whether a medication with this status is to be taken; null where the status leaves that open. A medication on hold can be resumed any day, and
 * one of unknown status may be taken, so both belong on a list of current medications, with a mark.
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

/**
 * Returns whether the medication is to be taken; null where its status leaves that open, or is missing. False for what must not be given,
 * and for a proposal or an option, which nobody has ordered, whatever its status.
 */
export function isActiveMedication(request: MedicationRequest): boolean | null {
  if (isProhibition(request) || exclusionOf(request) !== null) return false;
  return isActiveStatus(request.status);
}

/** Returns the status, in any case. */
export function medicationStatus({ status }: Pick<MedicationRequest, 'status'>) {
  return memberOfText(MEDICATION_REQUEST_STATUS, status);
}

/** Filters by status. ACTIVE keeps all that the patient may be taking. Never sent: a server would leave out records without a status. */
export const BY_MEDICATION_STATUS: ListFilter = {
  ...byCode('status', 'status', MEDICATION_REQUEST_STATUS),
  isSent: false,
  matches: (resource, values) => {
    const [status] = valuesAt(resource, 'status');
    const code = spelledAsCode(status);
    const mayBeTaken = isActiveStatus(status) !== false;
    return (values.includes('active') && mayBeTaken) || values.some((value) => value === code);
  },
};

function isActiveStatus(status: unknown): boolean | null {
  const member = memberOfText(MEDICATION_REQUEST_STATUS, status);
  return member === null ? null : IS_ACTIVE[member];
}
