/** Modifier elements of FHIR R4 (`isModifier` of each type's StructureDefinition) whose codes leave a record out of lists. */
import type { StatusTable } from './status-reader.ts';

/** Reasons why lists leave records out, unless `include` names the reason; members of the GraphQL enum. */
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
  /** An element of type code or CodeableConcept. */
  readonly element: string;
  readonly codes: readonly string[];
  /** Other spellings of the status. Without it, only the codes themselves count. */
  readonly statuses?: StatusTable<string>;
}

/** Builds the modifier for records entered in error. */
export const errorIn = (element: string): Modifier => ({
  reason: 'ENTERED_IN_ERROR',
  element,
  codes: ['entered-in-error'],
});
/** Builds the modifiers for a verification status, which marks both errors and refuted records. */
export const errorOrRefuted = (statuses: StatusTable<string>): readonly Modifier[] => [
  { ...errorIn('verificationStatus'), statuses },
  { reason: 'REFUTED', element: 'verificationStatus', codes: ['refuted'], statuses },
];
/** FHIR R4 RequestIntent: proposals and options are not orders. Lists keep all other intents, such as plans (US Core CONF-0253, 0254). */
export const PROPOSED_INTENT: Modifier = {
  reason: 'PROPOSED',
  element: 'intent',
  codes: ['proposal', 'option'],
};
export const NOT_DONE_STATUS: Modifier = { reason: 'NOT_DONE', element: 'status', codes: ['not-done'] };
/** FHIR R4 ListStatus: a retired list should no longer be considered accurate. */
export const RETIRED_STATUS: Modifier = { reason: 'SUPERSEDED', element: 'status', codes: ['retired'] };

/** For most types, `entered-in-error` is the only status that leaves a record out. */
export const ERROR_IN_STATUS: readonly Modifier[] = [errorIn('status')];
