/** Whether a result, a report or the text of a note is final, and whether it was changed after it was. */
import { readText } from './lenient-read.ts';

/** `open`: not final yet. `changed`: changed after it was final. */
type Finality = 'open' | 'final' | 'changed';

/**
 * The statuses of FHIR R4 ObservationStatus, DiagnosticReportStatus and CompositionStatus, whose common codes mean the same. In
 * DiagnosticReportStatus `appended` and `corrected` are kinds of `amended`. `unknown` says nothing.
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

/** Null where the status is missing, or does not say. */
export function isPreliminary(status: unknown): boolean | null {
  const finality = FINALITY_OF_STATUS.get(readText(status) ?? '');
  return finality === undefined ? null : finality === 'open';
}

/** Null where the status is missing, or does not say. */
export function isCorrected(status: unknown): boolean | null {
  const finality = FINALITY_OF_STATUS.get(readText(status) ?? '');
  return finality === undefined ? null : finality === 'changed';
}
