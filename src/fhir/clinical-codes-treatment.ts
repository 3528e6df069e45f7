/** FHIR codes of allergies and treatments and their GraphQL enum members, one table per value set. */

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
