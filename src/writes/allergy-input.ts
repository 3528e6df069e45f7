/** An allergy as a frontend gives it, checked. */
import {
  ALLERGY_CATEGORY,
  ALLERGY_CRITICALITY,
  REACTION_SEVERITY,
} from '../fhir/clinical-codes-treatment.ts';
import type { NewAllergy, NewReaction } from '../fhir/write-allergy.ts';
import { type Asking, type Checks, createChecks, type GivenConcept } from './checks.ts';

export interface AllergyInput {
  readonly patientId: string;
  readonly substance: GivenConcept<'RXNORM' | 'SNOMED'>;
  readonly category?: string | null | undefined;
  readonly criticality?: string | null | undefined;
  readonly onset?: string | null | undefined;
  readonly reactions: readonly ReactionInput[];
}

interface ReactionInput {
  readonly manifestation: GivenConcept<'SNOMED'>;
  readonly severity?: string | null | undefined;
}

const MOST_REACTIONS = 10;

/** @throws InvalidInput with all that is wrong */
export function checkAllergy(input: AllergyInput, asking: Asking): NewAllergy {
  const checks = createChecks(input, asking);
  const { category, criticality, onset, reactions } = input;
  if (reactions.length > MOST_REACTIONS)
    checks.problem('input.reactions', `expects ${MOST_REACTIONS} reactions at the most.`);
  const allergy: NewAllergy = {
    patientId: checks.id('input.patientId', input.patientId),
    substance: checks.concept('input.substance', input.substance),
    category: checks.enumCode('input.category', ALLERGY_CATEGORY, category),
    criticality: checks.enumCode('input.criticality', ALLERGY_CRITICALITY, criticality),
    onset: onset === null || onset === undefined ? null : checks.partialDate('input.onset', onset),
    reactions: reactions.map((reaction, at) => checkReaction(checks, `input.reactions.${at}`, reaction)),
  };
  checks.end();
  return allergy;
}

function checkReaction(
  checks: Checks,
  path: string,
  { manifestation, severity }: ReactionInput,
): NewReaction {
  return {
    manifestation: checks.concept(`${path}.manifestation`, manifestation),
    severity: checks.enumCode(`${path}.severity`, REACTION_SEVERITY, severity),
  };
}
