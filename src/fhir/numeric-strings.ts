/** Numbers that a server sent as strings, such as `"value": "7.2"`. FHIR's JSON has numbers (R4 §2.6.2.2). */
import { decimalText } from './decimals.ts';

/** The elements of R4 that hold numbers, in the datatypes and records whose numbers the graph shows. */
const NUMERIC: ReadonlySet<string> = new Set([
  // Quantity and its kin, SampledData
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
  // Observation, Goal.target
  'valueInteger',
  'detailInteger',
  // Immunization.protocolApplied
  'doseNumberPositiveInt',
  'seriesDosesPositiveInt',
  // MedicationRequest.dispenseRequest, Appointment, Coverage, ContactPoint
  'numberOfRepeatsAllowed',
  'minutesDuration',
  'order',
  'rank',
]);

/** No element whose numbers the graph shows is nested as deeply. */
const DEEPEST = 8;

/**
 * Whether an element is such a number, or holds one. An identifier's value looks like one too: only elements without identifiers are asked
 * about.
 * @param name of the element
 */
export function hasNumericString(value: unknown, name: string, depth = 0): boolean {
  if (typeof value === 'string') return NUMERIC.has(name) && decimalText(value) !== null;
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.some((item) => hasNumericString(item, name, depth + 1));
  return Object.entries(value).some(([inner, item]) => hasNumericString(item, inner, depth + 1));
}
