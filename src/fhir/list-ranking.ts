/** Ranks that sort a patient's lists before their dates do. Higher ranks come first. */
import { spelledAsCode } from './codes.ts';
import { isActiveCondition } from './condition.ts';
import { isObject } from './lenient-read.ts';

/**
 * FHIR R4 allergy-intolerance-criticality. High criticality comes first, because a truncated list must still show the allergies that can
 * kill. An allergy without an assessment comes before one of low criticality.
 */
const CRITICALITIES: readonly unknown[] = ['high', 'unable-to-assess', undefined, 'low'];

export function rankByCriticality(allergy: object): number {
  const criticality: unknown = isObject(allergy) ? allergy['criticality'] : undefined;
  const at = CRITICALITIES.indexOf(criticality);
  return -(at === -1 ? CRITICALITIES.indexOf(undefined) : at);
}

/** Active includes recurrence and relapse, as in HL7's hierarchy of clinical statuses. */
export function rankActiveFirst(condition: object): number {
  return isActiveCondition(condition) ? 0 : -1;
}

/** Planned visits (FHIR R4 encounter-status) come last, because their future dates would hide the most recent visit. */
export function rankPlannedLast(encounter: object): number {
  return isObject(encounter) && encounter['status'] === 'planned' ? -1 : 0;
}

/** Inactive flags come last. An alert without a status, or with an unrecognized one, may still apply. */
export function rankInactiveLast(flag: object): number {
  return isObject(flag) && spelledAsCode(flag['status']) === 'inactive' ? -1 : 0;
}
