/** Reads elements that can have any datatype (FHIR R4 §2.24.0.2, open type element), such as `Task.input.value[x]`. */
import { conceptText } from './concepts.ts';
import { instructionsText } from './dosage-text.ts';
import { hasContent, isObject, readText } from './lenient-read.ts';
import { moneyText } from './money.ts';
import { firstValue, valueInWords } from './observation.ts';
import { wholeTimingText } from './timing-text.ts';

type Show = (sent: unknown) => string | null;

const asValueOf =
  (type: Parameters<typeof firstValue>[0][number][0]): Show =>
  (sent) => {
    const value = firstValue([[type, sent]]);
    return value === null ? null : valueInWords(value);
  };
const elementOf =
  (name: string): Show =>
  (sent) =>
    isObject(sent) ? readText(sent[name]) : null;
const quantity = asValueOf('Quantity');

/** By datatype: how to show it. Other datatypes are shown as text, if they are text. */
const SHOW: Readonly<Record<string, Show>> = {
  Age: quantity,
  Count: quantity,
  Distance: quantity,
  Duration: quantity,
  Quantity: quantity,
  Money: (sent) => (isObject(sent) ? moneyText(sent) : null),
  Range: asValueOf('Range'),
  Ratio: asValueOf('Ratio'),
  Period: asValueOf('Period'),
  SampledData: asValueOf('SampledData'),
  CodeableConcept: asValueOf('CodeableConcept'),
  Coding: (sent) => (isObject(sent) ? conceptText({ coding: [sent] }) : null),
  Boolean: asValueOf('BooleanValue'),
  Timing: (sent) => (isObject(sent) ? wholeTimingText(sent) : null),
  Dosage: (sent) => (isObject(sent) ? instructionsText([sent]) : null),
  Annotation: elementOf('text'),
  HumanName: elementOf('text'),
  Address: elementOf('text'),
  ContactPoint: elementOf('value'),
  Identifier: elementOf('value'),
  Attachment: elementOf('title'),
  Reference: elementOf('display'),
};
const asText = asValueOf('StringValue');

/**
 * Returns the text of `value[x]`, whatever its datatype; null without a value. A value without words shows its datatype in brackets, so it
 * never looks missing. The fields of a reference show the same target, so a reference without a display has no text.
 */
export function openValueText(holder: object): string | null {
  const sent = Object.entries<unknown>({ ...holder }).flatMap(([name, value]) => {
    const [, datatype] = /^value([A-Z]\w*)$/.exec(name) ?? [];
    return datatype !== undefined && hasContent(value) ? [{ datatype, value }] : [];
  });
  const texts = sent.map(({ datatype, value }) => {
    const text = (SHOW[datatype] ?? asText)(value) ?? asText(value);
    return text ?? (datatype === 'Reference' ? null : `[${datatype}]`);
  });
  return readText(texts.filter((text) => text !== null).join('; '));
}
