/** FHIR's codes of clinical resources and the graph's enum members for them, one table a value set. */

/** FHIR R4 EncounterStatus. */
export const ENCOUNTER_STATUS = {
  planned: 'PLANNED',
  arrived: 'ARRIVED',
  triaged: 'TRIAGED',
  'in-progress': 'IN_PROGRESS',
  onleave: 'ONLEAVE',
  finished: 'FINISHED',
  cancelled: 'CANCELLED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  unknown: 'UNKNOWN',
} as const;

/** FHIR R4 ObservationStatus. */
export const OBSERVATION_STATUS = {
  registered: 'REGISTERED',
  preliminary: 'PRELIMINARY',
  final: 'FINAL',
  amended: 'AMENDED',
  corrected: 'CORRECTED',
  cancelled: 'CANCELLED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  unknown: 'UNKNOWN',
} as const;

/** http://terminology.hl7.org/CodeSystem/observation-category, with US Core's (us-core-category). */
export const OBSERVATION_CATEGORY = {
  laboratory: 'LABORATORY',
  'vital-signs': 'VITAL_SIGNS',
  'social-history': 'SOCIAL_HISTORY',
  imaging: 'IMAGING',
  survey: 'SURVEY',
  exam: 'EXAM',
  procedure: 'PROCEDURE',
  therapy: 'THERAPY',
  activity: 'ACTIVITY',
  sdoh: 'SOCIAL_DETERMINANTS',
  'functional-status': 'FUNCTIONAL_STATUS',
  'disability-status': 'DISABILITY_STATUS',
  'cognitive-status': 'COGNITIVE_STATUS',
} as const;

/** FHIR R4 QuantityComparator. */
export const QUANTITY_COMPARATOR = {
  '<': 'LESS_THAN',
  '<=': 'LESS_OR_EQUAL',
  '>=': 'GREATER_OR_EQUAL',
  '>': 'GREATER_THAN',
} as const;

/** FHIR R4 DiagnosticReportStatus. */
export const DIAGNOSTIC_REPORT_STATUS = {
  registered: 'REGISTERED',
  partial: 'PARTIAL',
  preliminary: 'PRELIMINARY',
  final: 'FINAL',
  amended: 'AMENDED',
  corrected: 'CORRECTED',
  appended: 'APPENDED',
  cancelled: 'CANCELLED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  unknown: 'UNKNOWN',
} as const;

/** FHIR R4 DocumentReferenceStatus. */
export const DOCUMENT_REFERENCE_STATUS = {
  current: 'CURRENT',
  superseded: 'SUPERSEDED',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** FHIR R4 CompositionStatus, which is the state of a document's text. */
export const DOCUMENT_TEXT_STATUS = {
  preliminary: 'PRELIMINARY',
  final: 'FINAL',
  amended: 'AMENDED',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** FHIR R4 DocumentRelationshipType. */
export const DOCUMENT_RELATION = {
  replaces: 'REPLACES',
  transforms: 'TRANSFORMS',
  signs: 'SIGNS',
  appends: 'APPENDS',
} as const;

/** http://terminology.hl7.org/CodeSystem/condition-category, with US Core's. */
export const CONDITION_CATEGORY = {
  'problem-list-item': 'PROBLEM_LIST_ITEM',
  'encounter-diagnosis': 'ENCOUNTER_DIAGNOSIS',
  'health-concern': 'HEALTH_CONCERN',
} as const;

/** http://terminology.hl7.org/CodeSystem/condition-clinical. */
export const CONDITION_CLINICAL_STATUS = {
  active: 'ACTIVE',
  recurrence: 'RECURRENCE',
  relapse: 'RELAPSE',
  inactive: 'INACTIVE',
  remission: 'REMISSION',
  resolved: 'RESOLVED',
} as const;

/** http://terminology.hl7.org/CodeSystem/condition-ver-status. */
export const CONDITION_VERIFICATION_STATUS = {
  unconfirmed: 'UNCONFIRMED',
  provisional: 'PROVISIONAL',
  differential: 'DIFFERENTIAL',
  confirmed: 'CONFIRMED',
  refuted: 'REFUTED',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** FHIR R4 LocationStatus. */
export const LOCATION_STATUS = { active: 'ACTIVE', suspended: 'SUSPENDED', inactive: 'INACTIVE' } as const;
