/** Decides which medications a patient may be taking (FHIR R4 medicationrequest-status). */
import { memberOfText, spelledAsCode } from './codes.ts';
import { valuesAt } from './element-path.ts';
import { byCode, type ListFilter } from './list-filters.ts';
import { exclusionOf } from './modifiers.ts';
import { isProhibition } from './prohibitions.ts';
import type { MedicationRequest } from './types.ts';
import { MEDICATION_REQUEST_STATUS } from './defined-codes.ts';

/**
 * Whether a patient takes a medication with this status; null if uncertain. A medication on hold can be resumed any day, and one of unknown
 * status may be taken, so both belong on a list of current medications, marked as such.
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
 * Returns whether the medication is active; null if its status is uncertain or missing. Returns false for a prohibition, and for a proposal
 * or an option, which is not an order, whatever the status.
 */
export function isActiveMedication(request: MedicationRequest): boolean | null {
  if (isProhibition(request) || exclusionOf(request) !== null) return false;
  return isActiveStatus(request.status);
}

/** Returns the status, ignoring case. */
export function medicationStatus({ status }: Pick<MedicationRequest, 'status'>) {
  return memberOfText(MEDICATION_REQUEST_STATUS, status);
}

/** Filters by status. ACTIVE keeps all medications that the patient may be taking. Never sent: a server would leave out records without a status. */
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
