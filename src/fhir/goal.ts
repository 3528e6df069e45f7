/** What a Goal wants to reach. */
import { firstValue, type ObservationValue, valueInWords } from './observation.ts';
import type { GoalTarget } from './types.ts';

/** Returns what is to be reached (FHIR R4 Goal.target.detail[x]); null where the server did not say. */
export function targetDetail(target: GoalTarget): ObservationValue | null {
  return firstValue([
    ['Quantity', target.detailQuantity],
    ['Range', target.detailRange],
    ['CodeableConcept', target.detailCodeableConcept],
    ['Ratio', target.detailRatio],
    ['StringValue', target.detailString],
    ['IntegerValue', target.detailInteger],
    ['BooleanValue', target.detailBoolean],
  ]);
}

/** What is to be reached, ready to show, such as `<7 %`. */
export function targetText(target: GoalTarget): string | null {
  const detail = targetDetail(target);
  return detail === null ? null : valueInWords(detail);
}
