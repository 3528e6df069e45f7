/** What sorts a patient's lists before the date does. */
import { isActiveCondition } from './condition.ts';
import { isObject } from './lenient-read.ts';

/**
 * FHIR R4, allergy-intolerance-criticality. Whoever reads a list cut short must see what can kill. An allergy that nobody assessed comes
 * before one that is known to be harmless.
 */
const CRITICALITIES: readonly unknown[] = ['high', 'unable-to-assess', undefined, 'low'];

export function rankByCriticality(allergy: object): number {
  const criticality: unknown = isObject(allergy) ? allergy['criticality'] : undefined;
  const at = CRITICALITIES.indexOf(criticality);
  return -(at === -1 ? CRITICALITIES.indexOf(undefined) : at);
}

/** HL7's hierarchy of clinical statuses: active means active, recurrence or relapse. */
export function rankActiveFirst(condition: object): number {
  return isActiveCondition(condition) ? 0 : -1;
}

/** FHIR R4, encounter-status: a planned visit has not happened, so its date, in the future, says nothing about the newest. */
export function rankPlannedLast(encounter: object): number {
  return isObject(encounter) && encounter['status'] === 'planned' ? -1 : 0;
}
