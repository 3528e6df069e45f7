/** FHIR's codes of allergies and of what is given and done, and the graph's enum members for them, one table a value set. */

/** http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical. */
export const ALLERGY_CLINICAL_STATUS = {
  active: 'ACTIVE',
  inactive: 'INACTIVE',
  resolved: 'RESOLVED',
} as const;

/** http://terminology.hl7.org/CodeSystem/allergyintolerance-verification. */
export const ALLERGY_VERIFICATION_STATUS = {
  unconfirmed: 'UNCONFIRMED',
  confirmed: 'CONFIRMED',
  refuted: 'REFUTED',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** FHIR R4 AllergyIntoleranceType. */
export const ALLERGY_TYPE = { allergy: 'ALLERGY', intolerance: 'INTOLERANCE' } as const;

/** FHIR R4 AllergyIntoleranceCategory. */
export const ALLERGY_CATEGORY = {
  food: 'FOOD',
  medication: 'MEDICATION',
  environment: 'ENVIRONMENT',
  biologic: 'BIOLOGIC',
} as const;

/** FHIR R4 AllergyIntoleranceCriticality. */
export const ALLERGY_CRITICALITY = {
  low: 'LOW',
  high: 'HIGH',
  'unable-to-assess': 'UNABLE_TO_ASSESS',
} as const;

/** FHIR R4 AllergyIntoleranceSeverity. */
export const REACTION_SEVERITY = { mild: 'MILD', moderate: 'MODERATE', severe: 'SEVERE' } as const;

/** FHIR R4 medicationrequest-status. */
export const MEDICATION_REQUEST_STATUS = {
  active: 'ACTIVE',
  'on-hold': 'ON_HOLD',
  cancelled: 'CANCELLED',
  completed: 'COMPLETED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  stopped: 'STOPPED',
  draft: 'DRAFT',
  unknown: 'UNKNOWN',
} as const;

/** FHIR R4 medicationdispense-status. */
export const MEDICATION_DISPENSE_STATUS = {
  preparation: 'PREPARATION',
  'in-progress': 'IN_PROGRESS',
  cancelled: 'CANCELLED',
  'on-hold': 'ON_HOLD',
  completed: 'COMPLETED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  stopped: 'STOPPED',
  declined: 'DECLINED',
  unknown: 'UNKNOWN',
} as const;

/** FHIR R4 medication-status. */
export const MEDICATION_STATUS = {
  active: 'ACTIVE',
  inactive: 'INACTIVE',
  'entered-in-error': 'ENTERED_IN_ERROR',
} as const;

/** FHIR R4 ImmunizationStatusCodes. */
export const IMMUNIZATION_STATUS = {
  completed: 'COMPLETED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  'not-done': 'NOT_DONE',
} as const;

/** FHIR R4 EventStatus. */
export const PROCEDURE_STATUS = {
  preparation: 'PREPARATION',
  'in-progress': 'IN_PROGRESS',
  'not-done': 'NOT_DONE',
  'on-hold': 'ON_HOLD',
  stopped: 'STOPPED',
  completed: 'COMPLETED',
  'entered-in-error': 'ENTERED_IN_ERROR',
  unknown: 'UNKNOWN',
} as const;
