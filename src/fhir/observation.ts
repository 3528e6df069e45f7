/** What an Observation says, as one value that people can read. */
import { codingsOf, conceptText } from './concepts.ts';
import { OBSERVATION_INTERPRETATION } from './clinical-codes.ts';
import { memberOf } from './codes.ts';
import { areOfOneUnit, numberText, quantityText, rangeText, ratioText } from './quantities.ts';
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
  const [upper, lower] = [numberText(systolic), quantityText(diastolic)];
  if (upper === null || lower === null || !areOfOneUnit(systolic, diastolic)) return null;
  return `${upper}/${lower}`;
}

function hasCode(concept: CodeableConcept, wanted: string): boolean {
  return codingsOf(concept).some(({ code }) => code === wanted);
}

/**
 * How a result was judged; of several judgements the first that is out of the ordinary. UNRECOGNIZED for one beyond the table; null
 * where there is none.
 */
export function interpretationOf(observation: Pick<Observation, 'interpretation'>) {
  const members = interpretationsOf(observation);
  return (
    members.find(isOutOfTheOrdinary) ??
    members.find((member) => member !== 'UNRECOGNIZED') ??
    members[0] ??
    null
  );
}

const ORDINARY: ReadonlySet<string> = new Set(['NORMAL', 'SUSCEPTIBLE']);
/** What was found, and not whether that is good: a negative antibody can mean that a pregnant woman is not immune. */
const FINDINGS = ['POSITIVE', 'NEGATIVE', 'DETECTED', 'NOT_DETECTED', 'REACTIVE', 'NON_REACTIVE'];
const UNCLEAR = ['UNRECOGNIZED', 'INDETERMINATE', 'EQUIVOCAL', 'INTERMEDIATE'];
const UNTOLD: ReadonlySet<string> = new Set([...UNCLEAR, ...FINDINGS]);

/**
 * Whether the server judged the result as out of the ordinary, in any of its judgements; null where it did not judge it, or not
 * clearly.
 */
export function isAbnormal(observation: Pick<Observation, 'interpretation'>): boolean | null {
  const told = interpretationsOf(observation).filter((member) => !UNTOLD.has(member));
  return told.length === 0 ? null : told.some(isOutOfTheOrdinary);
}

function interpretationsOf({ interpretation }: Pick<Observation, 'interpretation'>) {
  return objects(interpretation)
    .flatMap(codingsOf)
    .map(({ code }) => memberOf(OBSERVATION_INTERPRETATION, code))
    .filter((member) => member !== null);
}

function isOutOfTheOrdinary(interpretation: string): boolean {
  return !ORDINARY.has(interpretation) && !UNTOLD.has(interpretation);
}

/** A reference range ready to show: its own text, else its bounds. */
export function referenceRangeText(range: ObservationReferenceRange): string | null {
  return text(range.text) ?? rangeText(range);
}
