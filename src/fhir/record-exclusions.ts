/** Modifier elements of FHIR R4 (`isModifier` of each type's StructureDefinition) whose codes leave a record out of lists. */
import type { StatusTable } from './status-reader.ts';

/** Why lists leave a record out unless `include` names the reason; members of the graph's enum. */
export const EXCLUDED_RECORDS = [
  'ENTERED_IN_ERROR',
  'REFUTED',
  'PROPOSED',
  'SUPERSEDED',
  'NOT_DONE',
] as const;

export type ExcludedRecords = (typeof EXCLUDED_RECORDS)[number];

/** A modifier element, and the codes in it that leave a record out of lists. */
export interface Modifier {
  readonly reason: ExcludedRecords;
  /** A code, or a CodeableConcept. */
  readonly element: string;
  readonly codes: readonly string[];
  /** The ways to write the status that the codes are of. Without it, only the codes themselves count. */
  readonly statuses?: StatusTable<string>;
}

/** The code for an error, in this element. */
export const errorIn = (element: string): Modifier => ({
  reason: 'ENTERED_IN_ERROR',
  element,
  codes: ['entered-in-error'],
});
/** A verification status: FHIR marks both errors and what was refuted in it. */
export const errorOrRefuted = (statuses: StatusTable<string>): readonly Modifier[] => [
  { ...errorIn('verificationStatus'), statuses },
  { reason: 'REFUTED', element: 'verificationStatus', codes: ['refuted'], statuses },
];
/** FHIR R4 RequestIntent: a proposal or an option is not an order. Plans, directives and all kinds of order stay (US Core CONF-0253, 0254). */
export const PROPOSED_INTENT: Modifier = {
  reason: 'PROPOSED',
  element: 'intent',
  codes: ['proposal', 'option'],
};
export const NOT_DONE_STATUS: Modifier = { reason: 'NOT_DONE', element: 'status', codes: ['not-done'] };

/** The status of most types has a code for errors, and no other that leaves a record out. */
export const ERROR_IN_STATUS: readonly Modifier[] = [errorIn('status')];
