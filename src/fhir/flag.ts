import { memberOfText } from './codes.ts';
import { FLAG_STATUS } from './defined-codes.ts';
import { valuesAt } from './element-path.ts';
import { covers } from './intervals.ts';
import { byCode, type ListFilter } from './list-filters.ts';
import type { Flag } from './types.ts';

/** Returns the status, ignoring case. */
export function flagStatus({ status }: Pick<Flag, 'status'>) {
  return memberOfText(FLAG_STATUS, status);
}

/**
 * Returns whether an alert applies; null if uncertain. FHIR gives an active flag no end, so an active flag whose period is over contradicts
 * itself, and the gateway does not decide which is right.
 * @param at epoch milliseconds
 */
export function isActiveFlag(flag: Pick<Flag, 'status' | 'period'>, at: number): boolean | null {
  const status = flagStatus(flag);
  if (status === null || status === 'UNRECOGNIZED') return null;
  if (status !== 'ACTIVE') return false;
  return covers(flag.period, at) ? true : null;
}

/** Filters by status. ACTIVE keeps all alerts that may apply. Never sent: a server would leave out alerts without a status. */
export const BY_FLAG_STATUS: ListFilter = {
  ...byCode('status', 'status', FLAG_STATUS),
  isSent: false,
  matches: (resource, values) => {
    const [status] = valuesAt(resource, 'status');
    const member = memberOfText(FLAG_STATUS, status);
    const mayApply = member === null || member === 'UNRECOGNIZED' || member === 'ACTIVE';
    return mayApply
      ? values.includes('active')
      : values.some((value) => memberOfText(FLAG_STATUS, value) === member);
  },
};
