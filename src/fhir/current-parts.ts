/** Decides whether a part of a chart, such as a bed, a guardian or an address, holds now. */
import { isObject, readBoolean, readText } from './lenient-read.ts';
import { periodPhase, type SiteTime } from './site-time.ts';

/**
 * Codes of FHIR R4 that say that a part does not hold now: of `status` in Encounter.location, Coverage, CareTeam and Appointment.participant,
 * and of `use` in addresses, contact points and identifiers.
 */
const NOT_NOW: ReadonlySet<string | undefined> = new Set([
  'completed',
  'planned',
  'reserved',
  'cancelled',
  'draft',
  'proposed',
  'suspended',
  'inactive',
  'declined',
  'entered-in-error',
  'old',
]);

/** Returns false if the period, the status or the use of a part says that it does not hold now. */
export function isCurrent(part: object, time: SiteTime): boolean {
  const { period, status, use, active }: Record<string, unknown> = { ...part };
  const codes = [status, use].map((code) => readText(code)?.toLowerCase());
  return (
    readBoolean(active) !== false &&
    !codes.some((code) => NOT_NOW.has(code)) &&
    periodPhase(isObject(period) ? period : null, time) === 'current'
  );
}

/** Returns the parts with the current ones first, or only these. */
export function currentFirst<T extends object>(
  parts: readonly T[],
  time: SiteTime,
  onlyCurrent: boolean | null | undefined = false,
): T[] {
  const isNow = (part: T): boolean => isCurrent(part, time);
  const current = parts.filter(isNow);
  return onlyCurrent === true ? current : [...current, ...parts.filter((part) => !isNow(part))];
}
