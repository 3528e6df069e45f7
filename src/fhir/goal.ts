/** What a Goal wants to reach. */
import { type ObservationValue, valueInWords } from './observation.ts';
import { flag, isObject, text, whole } from './shape.ts';
import type { GoalTarget } from './types.ts';

/** What is to be reached (FHIR R4 Goal.target.detail[x]); null where it is not told, or is of the wrong kind. */
export function targetDetail(target: GoalTarget): ObservationValue | null {
  const { detailQuantity, detailRange, detailCodeableConcept, detailRatio } = target;
  if (isObject(detailQuantity)) return { type: 'Quantity', value: detailQuantity };
  if (isObject(detailRange)) return { type: 'Range', value: detailRange };
  if (isObject(detailCodeableConcept)) return { type: 'CodeableConcept', value: detailCodeableConcept };
  if (isObject(detailRatio)) return { type: 'Ratio', value: detailRatio };
  const string = text(target.detailString);
  if (string !== null) return { type: 'StringValue', value: string };
  const integer = whole(target.detailInteger);
  if (integer !== null) return { type: 'IntegerValue', value: integer };
  const boolean = flag(target.detailBoolean);
  return boolean === null ? null : { type: 'BooleanValue', value: boolean };
}

/** What is to be reached, ready to show, such as `<7 %`. */
export function targetText(target: GoalTarget): string | null {
  const detail = targetDetail(target);
  return detail === null ? null : valueInWords(detail);
}
