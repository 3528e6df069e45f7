/** What an Observation says, as one value that people can read. */
import { codingsOf, conceptText } from './concepts.ts';
import { OBSERVATION_INTERPRETATION } from './clinical-codes.ts';
import { memberOf } from './codes.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import { flag, isObject, objects, text, whole } from './shape.ts';
import type {
  CodeableConcept,
  Observation,
  ObservationComponent,
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

type Valued = Pick<Observation, `value${string}` & keyof Observation>;

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

/** LOINC codes of the panel of systolic and diastolic pressure, and of its two parts. */
const BLOOD_PRESSURE = { systolic: '8480-6', diastolic: '8462-4' };

/**
 * The value ready to show: `7.2 g/dL`, `Positive`, `118/76 mmHg`. Without a value of its own, that of its components; null where
 * there is nothing to show.
 */
export function valueText(observation: Valued & Pick<Observation, 'component'>): string | null {
  const value = valueOf(observation);
  if (value !== null) return valueInWords(value);
  const components = objects(observation.component);
  return (
    bloodPressure(components) ??
    text(
      components
        .map(componentText)
        .filter((part) => part !== null)
        .join(', '),
    )
  );
}

/** A value ready to show; null for a series of measurements, which has no words. */
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
      return null;
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

function componentText(component: ObservationComponent): string | null {
  const value = valueOf(component);
  const shown = value === null ? null : valueInWords(value);
  const name = isObject(component.code) ? conceptText(component.code) : null;
  return shown === null || name === null ? shown : `${name} ${shown}`;
}

function bloodPressure(components: readonly ObservationComponent[]): string | null {
  const [systolic, diastolic] = [BLOOD_PRESSURE.systolic, BLOOD_PRESSURE.diastolic].map(
    (code) =>
      components.find((component) => isObject(component.code) && hasCode(component.code, code))
        ?.valueQuantity,
  );
  if (!isObject(systolic) || !isObject(diastolic)) return null;
  const lower = quantityText(diastolic);
  const upper = quantityText({ ...systolic, unit: '', code: '' });
  return upper === null || lower === null ? null : `${upper}/${lower}`;
}

function hasCode(concept: CodeableConcept, wanted: string): boolean {
  return codingsOf(concept).some(({ code }) => code === wanted);
}

/** How a result was judged; UNRECOGNIZED for a judgement beyond the table; null where it was not. */
export function interpretationOf({ interpretation }: Pick<Observation, 'interpretation'>) {
  const members = objects(interpretation)
    .flatMap(codingsOf)
    .map(({ code }) => memberOf(OBSERVATION_INTERPRETATION, code));
  return members.find((member) => member !== null && member !== 'UNRECOGNIZED') ?? members[0] ?? null;
}

const NORMAL: ReadonlySet<string> = new Set([
  'NORMAL',
  'NEGATIVE',
  'NOT_DETECTED',
  'NON_REACTIVE',
  'SUSCEPTIBLE',
]);
const UNTOLD: ReadonlySet<string> = new Set(['UNRECOGNIZED', 'INDETERMINATE', 'EQUIVOCAL', 'INTERMEDIATE']);

/** Whether the server judged the result as out of the ordinary; null where it did not judge it, or not clearly. */
export function isAbnormal(observation: Pick<Observation, 'interpretation'>): boolean | null {
  const interpretation = interpretationOf(observation);
  return interpretation === null || UNTOLD.has(interpretation) ? null : !NORMAL.has(interpretation);
}

/** A reference range ready to show: its own text, else its bounds. */
export function referenceRangeText(range: ObservationReferenceRange): string | null {
  return text(range.text) ?? rangeText(range);
}
