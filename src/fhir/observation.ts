/** The value of an Observation, of one of its components or of a goal's target, and its words. */
import { conceptText } from './concepts.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import { flag, isObject, text, whole } from './shape.ts';
import type {
  CodeableConcept,
  Observation,
  ObservationReferenceRange,
  Period,
  Quantity,
  Range,
  Ratio,
  SampledData,
} from './types.ts';

/** The value, named by the type of the graph that shows it. FHIR R4 Observation.value[x]. */
export type ObservationValue =
  | { readonly type: 'Quantity'; readonly value: Quantity }
  | { readonly type: 'CodeableConcept'; readonly value: CodeableConcept }
  | { readonly type: 'Range'; readonly value: Range }
  | { readonly type: 'Ratio'; readonly value: Ratio }
  | { readonly type: 'Period'; readonly value: Period }
  | { readonly type: 'SampledData'; readonly value: SampledData }
  | { readonly type: 'StringValue'; readonly value: string }
  | { readonly type: 'TimeValue'; readonly value: string }
  | { readonly type: 'DateTimeValue'; readonly value: string }
  | { readonly type: 'IntegerValue'; readonly value: number }
  | { readonly type: 'BooleanValue'; readonly value: boolean };

export type Valued = Pick<Observation, `value${string}` & keyof Observation>;

/** The value that the observation or component has; null where it has none, or one of the wrong kind. */
export function valueOf(observation: Valued): ObservationValue | null {
  const { valueQuantity, valueCodeableConcept, valueRange, valueRatio, valuePeriod, valueSampledData } =
    observation;
  if (isObject(valueQuantity)) return { type: 'Quantity', value: valueQuantity };
  if (isObject(valueCodeableConcept)) return { type: 'CodeableConcept', value: valueCodeableConcept };
  if (isObject(valueRange)) return { type: 'Range', value: valueRange };
  if (isObject(valueRatio)) return { type: 'Ratio', value: valueRatio };
  if (isObject(valuePeriod)) return { type: 'Period', value: valuePeriod };
  if (isObject(valueSampledData)) return { type: 'SampledData', value: valueSampledData };
  const string = text(observation.valueString);
  if (string !== null) return { type: 'StringValue', value: string };
  const time = text(observation.valueTime);
  if (time !== null) return { type: 'TimeValue', value: time };
  const dateTime = text(observation.valueDateTime);
  if (dateTime !== null) return { type: 'DateTimeValue', value: dateTime };
  const integer = whole(observation.valueInteger);
  if (integer !== null) return { type: 'IntegerValue', value: integer };
  const boolean = flag(observation.valueBoolean);
  return boolean === null ? null : { type: 'BooleanValue', value: boolean };
}

/** A value ready to show; null where it says nothing. */
export function valueInWords(value: ObservationValue): string | null {
  switch (value.type) {
    case 'Quantity':
      return quantityText(value.value);
    case 'CodeableConcept':
      return conceptText(value.value);
    case 'Range':
      return rangeText(value.value);
    case 'Ratio':
      return ratioText(value.value);
    case 'Period':
      return text(
        [text(value.value.start), text(value.value.end)].filter((part) => part !== null).join(' – '),
      );
    case 'SampledData':
      return seriesText(value.value);
    case 'BooleanValue':
      return value.value ? 'Yes' : 'No';
    case 'IntegerValue':
      return String(value.value);
    case 'StringValue':
    case 'TimeValue':
    case 'DateTimeValue':
      return value.value;
  }
}

/** A curve has no words, but it is there. */
function seriesText({ data, dimensions }: SampledData): string | null {
  const count = text(data)?.split(/\s+/).length ?? 0;
  if (count === 0) return null;
  const points = Math.ceil(count / Math.max(1, whole(dimensions) ?? 1));
  return `Series of ${points} ${points === 1 ? 'measurement' : 'measurements'}`;
}

/** A reference range ready to show: its own text, else its bounds. */
export function referenceRangeText(range: ObservationReferenceRange): string | null {
  return text(range.text) ?? rangeText(range);
}
