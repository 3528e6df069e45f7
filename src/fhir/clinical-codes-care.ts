/** FHIR's codes of what is planned, ordered and arranged, and the graph's enum members for them, one table a value set. */

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

/** FHIR R4 RequestIntent, of which each kind of request knows a part. */
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

/** FHIR R4 SpecimenStatus. */
export const SPECIMEN_STATUS = {
  available: 'AVAILABLE',
  unavailable: 'UNAVAILABLE',
  unsatisfactory: 'UNSATISFACTORY',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** FHIR R4 FHIRDeviceStatus. */
export const DEVICE_STATUS = {
  active: 'ACTIVE',
  inactive: 'INACTIVE',
  'entered-in-error': 'ENTERED_IN_ERROR',
  unknown: 'UNKNOWN',
} as const;
