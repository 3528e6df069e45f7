import { readText } from './lenient-read.ts';

/** `open`: not final yet. `changed`: amended after it was final. */
type Finality = 'open' | 'final' | 'changed';

/**
 * Codes of FHIR R4 ObservationStatus, DiagnosticReportStatus and CompositionStatus, which agree on the codes that they share.
 * DiagnosticReportStatus defines `appended` and `corrected` as kinds of `amended`. `unknown` is left out on purpose.
 */
const FINALITY_OF_STATUS: ReadonlyMap<string, Finality> = new Map<string, Finality>([
  ['registered', 'open'],
  ['partial', 'open'],
  ['preliminary', 'open'],
  ['final', 'final'],
  ['cancelled', 'final'],
  ['entered-in-error', 'final'],
  ['amended', 'changed'],
  ['corrected', 'changed'],
  ['appended', 'changed'],
]);

/** Returns null if the status is missing or does not say. */
export function isPreliminary(status: unknown): boolean | null {
  const finality = FINALITY_OF_STATUS.get(readText(status) ?? '');
  return finality === undefined ? null : finality === 'open';
}

/** Returns whether the result or text was amended after it was final; null if the status is missing or does not say. */
export function isCorrected(status: unknown): boolean | null {
  const finality = FINALITY_OF_STATUS.get(readText(status) ?? '');
  return finality === undefined ? null : finality === 'changed';
}
