/** FHIR codes of plans, orders and appointments and their GraphQL enum members, one table per value set. */

/** FHIR R4 RequestStatus. */
export const REQUEST_STATUS = {
  draft: 'DRAFT',
  active: 'ACTIVE',
  'on-hold': 'ON_HOLD',
  revoked: 'REVOKED',
  completed: 'COMPLETED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  unknown: 'UNKNOWN',
} as const;

/** FHIR R4 RequestIntent. Each kind of request allows a subset. */
export const REQUEST_INTENT = {
  proposal: 'PROPOSAL',
  plan: 'PLAN',
  directive: 'DIRECTIVE',
  order: 'ORDER',
  'original-order': 'ORIGINAL_ORDER',
  'reflex-order': 'REFLEX_ORDER',
  'filler-order': 'FILLER_ORDER',
  'instance-order': 'INSTANCE_ORDER',
  option: 'OPTION',
} as const;

/** FHIR R4 RequestPriority. */
export const REQUEST_PRIORITY = { routine: 'ROUTINE', urgent: 'URGENT', asap: 'ASAP', stat: 'STAT' } as const;

/** FHIR R4 CarePlanActivityStatus. */
export const CARE_PLAN_ACTIVITY_STATUS = {
  'not-started': 'NOT_STARTED',
  scheduled: 'SCHEDULED',
  'in-progress': 'IN_PROGRESS',
  'on-hold': 'ON_HOLD',
  completed: 'COMPLETED',
  cancelled: 'CANCELLED',
  stopped: 'STOPPED',
  unknown: 'UNKNOWN',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** http://terminology.hl7.org/CodeSystem/goal-achievement. */
export const GOAL_ACHIEVEMENT_STATUS = {
  'in-progress': 'IN_PROGRESS',
  improving: 'IMPROVING',
  worsening: 'WORSENING',
  'no-change': 'NO_CHANGE',
  achieved: 'ACHIEVED',
  sustaining: 'SUSTAINING',
  'not-achieved': 'NOT_ACHIEVED',
  'no-progress': 'NO_PROGRESS',
  'not-attainable': 'NOT_ATTAINABLE',
} as const;

/** FHIR R4 FamilyHistoryStatus. */
export const FAMILY_HISTORY_STATUS = {
  partial: 'PARTIAL',
  completed: 'COMPLETED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  'health-unknown': 'HEALTH_UNKNOWN',
} as const;
