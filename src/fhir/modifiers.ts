/**
 * Codes that change what a record means: it is an error, was refuted, was only proposed, was replaced or did not happen. All stand in modifier elements of FHIR R4 (`isModifier` of each type's StructureDefinition).
 */
import { valuesAt } from './paths.ts';
import { isResourceType, type ResourceType } from './resources.ts';
import { statedStatus, type StatusTable } from './stated-status.ts';
import { ALLERGY_VERIFICATION, CONDITION_VERIFICATION } from './verification.ts';

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

const error = (element: string): Modifier => ({
  reason: 'ENTERED_IN_ERROR',
  element,
  codes: ['entered-in-error'],
});
const verified = (statuses: StatusTable<string>): readonly Modifier[] => [
  { ...error('verificationStatus'), statuses },
  { reason: 'REFUTED', element: 'verificationStatus', codes: ['refuted'], statuses },
];
/** FHIR R4 RequestIntent: a proposal or an option is not an order. Plans, directives and all kinds of order stay (US Core CONF-0253, 0254). */
const proposed: Modifier = { reason: 'PROPOSED', element: 'intent', codes: ['proposal', 'option'] };
const notDone: Modifier = { reason: 'NOT_DONE', element: 'status', codes: ['not-done'] };

const byStatus = [error('status')] as const;
/** R4 defines no such code for the type. */
const none = [] as const;

/** THE TABLE: each type by its required value sets in FHIR R4. */
export const MODIFIERS = {
  /** AllergyIntoleranceVerificationStatusCodes. */
  AllergyIntolerance: verified(ALLERGY_VERIFICATION),
  Appointment: byStatus,
  /** Its intent leaves no plan out: a proposed plan is still the plan that a team works by. */
  CarePlan: byStatus,
  CareTeam: byStatus,
  /** ConditionVerificationStatus. */
  Condition: verified(CONDITION_VERIFICATION),
  /** ConsentState. */
  Consent: byStatus,
  Coverage: byStatus,
  Device: byStatus,
  DiagnosticReport: byStatus,
  /** DocumentReferenceStatus; `docStatus` is the CompositionStatus of the document itself. */
  DocumentReference: [
    error('status'),
    error('docStatus'),
    { reason: 'SUPERSEDED', element: 'status', codes: ['superseded'] },
  ],
  Encounter: byStatus,
  FamilyMemberHistory: byStatus,
  /** GoalLifecycleStatus. */
  Goal: [error('lifecycleStatus')],
  Group: none,
  /** ImmunizationStatusCodes. */
  Immunization: [error('status'), notDone],
  List: byStatus,
  Location: none,
  /** MedicationStatusCodes. */
  Medication: byStatus,
  MedicationRequest: [error('status'), proposed],
  Observation: byStatus,
  Organization: none,
  Patient: none,
  Practitioner: none,
  PractitionerRole: none,
  /** EventStatus. */
  Procedure: [error('status'), notDone],
  Provenance: none,
  RelatedPerson: none,
  ServiceRequest: [error('status'), proposed],
  Specimen: byStatus,
} as const satisfies Record<ResourceType, readonly Modifier[]>;

/** Types outside the table occur only inside other records. R4 marks their errors in `status`. */
const OF_OTHER_TYPES: readonly Modifier[] = byStatus;

/** Returns why lists leave the record out; null if they show it. An error counts before any other reason. */
export function exclusionOf(resource: object): ExcludedRecords | null {
  return modifiersOf(resource).find((modifier) => matches(resource, modifier))?.reason ?? null;
}

/** Whether the record says that it is an error. */
export function isEnteredInError(resource: object): boolean {
  return exclusionOf(resource) === 'ENTERED_IN_ERROR';
}

/** Returns the reasons for which lists of the type leave records out. */
export function exclusionsOf(type: ResourceType): ExcludedRecords[] {
  return [...new Set(MODIFIERS[type].map(({ reason }) => reason))];
}

/**
 * Returns the id and status of a record that was entered in error, which is all that US Core shows patients (CONF-0191). Keeps only the code of
 * a status, since its text can quote the record.
 */
export function idAndStatusOf<T extends object>(resource: T): T {
  const errors = modifiersOf(resource).filter(({ reason }) => reason === 'ENTERED_IN_ERROR');
  const kept = new Set<string>(['resourceType', 'id']);
  const statuses = errors.map((modifier) => [modifier.element, statusOf(resource, modifier)] as const);
  const others = Object.keys(resource).flatMap((element) =>
    kept.has(element) ? [] : [[element, undefined] as const],
  );
  const shown = { ...resource, ...Object.fromEntries(others), ...Object.fromEntries(statuses) };
  wholes.set(shown, resource);
  return shown;
}

const wholes = new WeakMap<object, object>();

/** Returns the whole of a record that `idAndStatusOf` shortened, or the record itself. The audit needs it to name the patient. */
export function wholeOf(resource: object): object {
  return wholes.get(resource) ?? resource;
}

function modifiersOf(resource: object): readonly Modifier[] {
  const type: unknown = 'resourceType' in resource ? resource.resourceType : null;
  return typeof type === 'string' && isResourceType(type) ? MODIFIERS[type] : OF_OTHER_TYPES;
}

function matches(resource: object, { element, codes, statuses = asTable(codes) }: Modifier): boolean {
  const stated = statedStatus(statuses, valuesAt(resource, element));
  return stated !== null && codes.some((code) => statuses.members[code] === stated);
}

function asTable(codes: readonly string[]): StatusTable<string> {
  return {
    members: Object.fromEntries(codes.map((code) => [code, code])),
    snomed: new Map(),
    phrases: new Map(),
  };
}

/** Matches a code, but no sentence that could quote the record. */
const CODE = /^[a-z]+(?:[ _-][a-z]+){0,2}$/i;

/** Returns a status without its text; undefined if nothing else is left. */
function statusOf(resource: object, modifier: Modifier): unknown {
  const [status] = valuesAt(resource, modifier.element);
  const [code] = matches(resource, modifier) ? modifier.codes : [];
  if (typeof status === 'string') return code ?? (CODE.test(status) ? status : undefined);
  return code === undefined ? undefined : { coding: [{ code }] };
}
