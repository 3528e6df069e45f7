/** Validates the input of an allergy. */
import {
  ALLERGY_CATEGORY,
  ALLERGY_CRITICALITY,
  REACTION_SEVERITY,
} from '../fhir/clinical-codes-treatment.ts';
import type { NewAllergy, NewReaction } from '../fhir/write-allergy.ts';
import { type ConceptInput, createInputChecks, type InputChecks, type InputContext } from './input-checks.ts';

export interface AllergyInput {
  readonly patientId: string;
  readonly substance: ConceptInput<'RXNORM' | 'SNOMED'>;
  readonly category?: string | null | undefined;
  readonly criticality?: string | null | undefined;
  readonly onset?: string | null | undefined;
  readonly reactions: readonly ReactionInput[];
}

interface ReactionInput {
  readonly manifestation: ConceptInput<'SNOMED'>;
  readonly severity?: string | null | undefined;
}

const MAX_REACTIONS = 10;

/** @throws InvalidInput listing every problem */
export function checkAllergy(input: AllergyInput, context: InputContext): NewAllergy {
  const checks = createInputChecks(input, context);
  const { category, criticality, onset, reactions } = input;
  if (reactions.length > MAX_REACTIONS)
    checks.addProblem('input.reactions', `expects at most ${MAX_REACTIONS} reactions.`);
  const allergy: NewAllergy = {
    patientId: checks.id('input.patientId', input.patientId),
    substance: checks.concept('input.substance', input.substance),
    category: checks.enumCode('input.category', ALLERGY_CATEGORY, category),
    criticality: checks.enumCode('input.criticality', ALLERGY_CRITICALITY, criticality),
    onset: onset === null || onset === undefined ? null : checks.partialDate('input.onset', onset),
    reactions: reactions.map((reaction, at) => checkReaction(checks, `input.reactions.${at}`, reaction)),
  };
  checks.throwIfInvalid();
  return allergy;
}

function checkReaction(
  checks: InputChecks,
  path: string,
  { manifestation, severity }: ReactionInput,
): NewReaction {
  return {
    manifestation: checks.concept(`${path}.manifestation`, manifestation),
    severity: checks.enumCode(`${path}.severity`, REACTION_SEVERITY, severity),
  };
}
