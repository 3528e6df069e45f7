/** Finds numbers that a server sent as strings, such as `"value": "7.2"`. FHIR requires JSON numbers (R4 §2.6.2.2). */
import { decimalText } from './decimals.ts';

/** Numeric elements of the R4 datatypes and resources whose numbers the graph shows. */
const NUMERIC: ReadonlySet<string> = new Set([
  // Quantity and its specializations, SampledData
  'value',
  'period',
  'factor',
  'dimensions',
  // Timing.repeat
  'count',
  'countMax',
  'duration',
  'durationMax',
  'frequency',
  'frequencyMax',
  'periodMax',
  'offset',
  // Patient, Observation, Task.input, Goal.target
  'multipleBirthInteger',
  'valueDecimal',
  'valueInteger',
  'detailInteger',
  // Immunization.protocolApplied
  'doseNumberPositiveInt',
  'seriesDosesPositiveInt',
  // ImagingStudy and its series
  'number',
  'numberOfInstances',
  'numberOfSeries',
  // Account.coverage, ExplanationOfBenefit
  'priority',
  'sequence',
  // MedicationRequest.dispenseRequest, Appointment, Coverage, ContactPoint
  'numberOfRepeatsAllowed',
  'minutesDuration',
  'order',
  'rank',
  // Questionnaire.item and its answers
  'maxLength',
  'answerDecimal',
  'answerInteger',
  'valueDecimal',
]);

/** Deeper than any number that the graph shows. */
const MAX_DEPTH = 8;

/**
 * Returns whether an element is or contains a number sent as a string. Callers must not pass elements with identifiers, whose values look
 * the same.
 * @param name of the element
 */
export function hasNumericString(value: unknown, name: string, depth = 0): boolean {
  if (typeof value === 'string') return NUMERIC.has(name) && decimalText(value) !== null;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some((item) => hasNumericString(item, name, depth + 1));
  return Object.entries(value).some(([inner, item]) => hasNumericString(item, inner, depth + 1));
}
