import { memberOfText } from './codes.ts';
import { FLAG_STATUS } from './defined-codes.ts';
import { covers } from './intervals.ts';
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
