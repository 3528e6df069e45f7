/** Builds the AllergyIntolerance of a new allergy, for Epic's AllergyIntolerance.Create. */
import type { ALLERGY_CATEGORY, ALLERGY_CRITICALITY, REACTION_SEVERITY } from './clinical-codes-treatment.ts';
import type { AllergyIntolerance, AllergyIntoleranceReaction } from './types.ts';
import { type NewConcept, statusConcept, toCodeableConcept } from './write-concept.ts';

export interface NewAllergy {
  readonly patientId: string;
  readonly substance: NewConcept;
  readonly category: keyof typeof ALLERGY_CATEGORY | null;
  readonly criticality: keyof typeof ALLERGY_CRITICALITY | null;
  /** A FHIR date. */
  readonly onset: string | null;
  readonly reactions: readonly NewReaction[];
}

export interface NewReaction {
  readonly manifestation: NewConcept;
  readonly severity: keyof typeof REACTION_SEVERITY | null;
}

export function toAllergyIntolerance(allergy: NewAllergy): AllergyIntolerance {
  const { patientId, substance, category, criticality, onset, reactions } = allergy;
  return {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: statusConcept('allergyintolerance-clinical', 'active'),
    // A clinician confirms the allergy when reconciling the record.
    verificationStatus: statusConcept('allergyintolerance-verification', 'unconfirmed'),
    ...(category === null ? {} : { category: [category] }),
    ...(criticality === null ? {} : { criticality }),
    code: toCodeableConcept(substance),
    patient: { reference: `Patient/${patientId}` },
    ...(onset === null ? {} : { onsetDateTime: onset }),
    ...(reactions.length === 0 ? {} : { reaction: reactions.map(toReaction) }),
  };
}

/** Builds a reaction with one manifestation, because Epic ignores all but the first. */
function toReaction({ manifestation, severity }: NewReaction): AllergyIntoleranceReaction {
  return {
    manifestation: [toCodeableConcept(manifestation)],
    ...(severity === null ? {} : { severity }),
  };
}
