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
  readonly statuses: StatusTable<string>;
}

/** @param statuses other spellings of the status; by default, only the codes themselves count */
export const modifierIn = (
  element: string,
  reason: ExcludedRecords,
  codes: readonly string[],
  statuses: StatusTable<string> = {
    members: Object.fromEntries(codes.map((code) => [code, code])),
    snomed: new Map(),
    phrases: new Map(),
  },
): Modifier => ({ reason, element, codes, statuses });

/** Builds the modifier for records entered in error. */
export const errorIn = (element: string, statuses?: StatusTable<string>): Modifier =>
  modifierIn(element, 'ENTERED_IN_ERROR', ['entered-in-error'], statuses);
/** Builds the modifiers for a verification status, which marks both errors and refuted records. */
export const errorOrRefuted = (statuses: StatusTable<string>): readonly Modifier[] => [
  errorIn('verificationStatus', statuses),
  modifierIn('verificationStatus', 'REFUTED', ['refuted'], statuses),
];
/** FHIR R4 RequestIntent: proposals and options are not orders. Lists keep all other intents, such as plans (US Core CONF-0253, 0254). */
export const PROPOSED_INTENT = modifierIn('intent', 'PROPOSED', ['proposal', 'option']);
export const NOT_DONE_STATUS = modifierIn('status', 'NOT_DONE', ['not-done']);
/** FHIR R4 ListStatus: a retired list should no longer be considered accurate. */
export const RETIRED_STATUS = modifierIn('status', 'SUPERSEDED', ['retired']);

/** For most types, `entered-in-error` is the only status that leaves a record out. */
export const ERROR_IN_STATUS: readonly Modifier[] = [errorIn('status')];
