/** Reads the values of Observations, of their components and of goal targets. */
import { conceptText } from './concepts.ts';
import { decimalText, toPlainDecimal } from './decimals.ts';
import { isObject, readBoolean, readInteger, readText } from './lenient-read.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
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

/** A value of FHIR R4 Observation.value[x], tagged with its GraphQL type. */
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

export type WithValue = Pick<Observation, `value${string}` & keyof Observation>;

type ValueType = ObservationValue['type'];

/** Returns the value of an observation or component; null without one. */
export function valueOf(observation: WithValue): ObservationValue | null {
  return firstValue([
    ['Quantity', observation.valueQuantity],
    ['CodeableConcept', observation.valueCodeableConcept],
    ['Range', observation.valueRange],
    ['Ratio', observation.valueRatio],
    ['Period', observation.valuePeriod],
    ['SampledData', observation.valueSampledData],
    ['StringValue', observation.valueString],
    ['TimeValue', observation.valueTime],
    ['DateTimeValue', observation.valueDateTime],
    ['IntegerValue', observation.valueInteger],
    ['BooleanValue', observation.valueBoolean],
  ]);
}

/**
 * Returns the first value with something to show, otherwise the first value, so an empty element does not hide another. A value of the
 * wrong type for its element keeps the type that the server sent.
 */
export function firstValue(
  elements: readonly (readonly [type: ValueType, sent: unknown])[],
): ObservationValue | null {
  const values = elements
    .flatMap(([type, sent]) => {
      const items: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
      return items.map((item) => READERS[type](item) ?? strayValue(item));
    })
    .filter((value) => value !== null);
  return values.find((value) => valueInWords(value) !== null) ?? values[0] ?? null;
}

type Reader = (sent: unknown) => ObservationValue | null;

const READERS: Readonly<Record<ValueType, Reader>> = {
  Quantity: (sent) => (hasElements(sent) ? { type: 'Quantity', value: sent } : null),
  CodeableConcept: (sent) => (hasElements(sent) ? { type: 'CodeableConcept', value: sent } : null),
  Range: (sent) => (hasElements(sent) ? { type: 'Range', value: sent } : null),
  Ratio: (sent) => (hasElements(sent) ? { type: 'Ratio', value: sent } : null),
  Period: (sent) => (hasElements(sent) ? { type: 'Period', value: sent } : null),
  SampledData: (sent) => (isSampledData(sent) ? { type: 'SampledData', value: sent } : null),
  StringValue: stringOf,
  TimeValue: (sent) => textValue('TimeValue', readText(sent)),
  DateTimeValue: (sent) => textValue('DateTimeValue', readText(sent)),
  IntegerValue: integerOf,
  BooleanValue: (sent) => booleanOf(BOOLEANS.get(readText(sent) ?? '') ?? sent),
};

/** Booleans sent as strings. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function hasElements(sent: unknown): sent is Record<string, unknown> {
  return isObject(sent) && Object.keys(sent).length > 0;
}

/** Accepts any non-empty object, because servers omit elements that FHIR requires. */
function isSampledData(sent: unknown): sent is SampledData {
  return hasElements(sent);
}

function textValue(
  type: 'StringValue' | 'TimeValue' | 'DateTimeValue',
  value: string | null,
): ObservationValue | null {
  return value === null ? null : { type, value };
}

function stringOf(sent: unknown): ObservationValue | null {
  return textValue('StringValue', readText(sent));
}

function integerOf(sent: unknown): ObservationValue | null {
  const value = readInteger(sent);
  return value === null ? null : { type: 'IntegerValue', value };
}

function booleanOf(sent: unknown): ObservationValue | null {
  const value = readBoolean(sent);
  return value === null ? null : { type: 'BooleanValue', value };
}

/** Reads a value of the wrong type for its element. A number outside GraphQL's Int range becomes text with the digits sent. */
function strayValue(sent: unknown): ObservationValue | null {
  if (isObject(sent)) return textValue('StringValue', quantityText(sent) ?? conceptText(sent));
  const decimal = decimalText(sent);
  return (
    stringOf(sent) ??
    booleanOf(sent) ??
    integerOf(sent) ??
    textValue('StringValue', decimal === null ? null : toPlainDecimal(decimal))
  );
}

/** Returns the text of a value; null if it is empty. */
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
      return readText(
        [readText(value.value.start), readText(value.value.end)].filter((part) => part !== null).join(' – '),
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

/** Describes a series by its length, because its data cannot be shown as text. */
function seriesText({ data, dimensions }: SampledData): string | null {
  const count = readText(data)?.split(/\s+/).length ?? 0;
  if (count === 0) return null;
  const points = Math.ceil(count / Math.max(1, readInteger(dimensions) ?? 1));
  return `Series of ${points} ${points === 1 ? 'measurement' : 'measurements'}`;
}

/** Returns the text of a reference range, otherwise its bounds. */
export function referenceRangeText(range: ObservationReferenceRange): string | null {
  return readText(range.text) ?? rangeText(range);
}
