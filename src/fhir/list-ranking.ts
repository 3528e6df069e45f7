/** Ranks that sort a patient's lists before their dates do. Higher ranks come first. */
import { spelledAsCode } from './codes.ts';
import { isActiveCondition } from './condition.ts';
import { isObject } from './lenient-read.ts';

/**
 * FHIR R4 allergy-intolerance-criticality. High criticality comes first, because a truncated list must still show the allergies that can
 * kill. An allergy without an assessment comes before one of low criticality.
 */
const CRITICALITIES: readonly (string | null)[] = ['high', 'unable-to-assess', null, 'low'];

export function rankByCriticality(allergy: object): number {
  const code = isObject(allergy) ? spelledAsCode(allergy['criticality']) : null;
  const at = CRITICALITIES.indexOf(code);
  return -(at === -1 ? CRITICALITIES.indexOf(null) : at);
}

/** Active includes recurrence and relapse, as in HL7's hierarchy of clinical statuses. */
export function rankActiveFirst(condition: object): number {
  return isActiveCondition(condition) ? 0 : -1;
}

/** Planned visits (FHIR R4 encounter-status) come last, because their future dates would hide the most recent visit. */
export function rankPlannedLast(encounter: object): number {
  return isObject(encounter) && spelledAsCode(encounter['status']) === 'planned' ? -1 : 0;
}

/** Inactive flags come last. An alert without a status, or with an unrecognized one, may still apply. */
export function rankInactiveLast(flag: object): number {
  return isObject(flag) && spelledAsCode(flag['status']) === 'inactive' ? -1 : 0;
}
