/** FHIR codes of findings and documents and their GraphQL enum members, one table per value set. */

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

/** FHIR R4 CompositionStatus: the status of a document's content. */
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
