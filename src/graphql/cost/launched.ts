/** Finds the records that the price knows from the launch of a person, or from the scopes of a caller. */
import type { GraphQLObjectType } from 'graphql';
import { parseReference, type ReferenceTarget } from '../../fhir/ids.ts';
import type { FieldCost } from './field-costs.ts';
import type { PriceSettings } from './pricing-scope.ts';

/** Returns the resource that a launch names for a field of these types; null if it names none of them. */
export function findLaunched(
  { launch }: PriceSettings,
  { member }: Extract<FieldCost, { kind: 'launched' }>,
  types: readonly GraphQLObjectType[],
): ReferenceTarget | null {
  const named = launch?.[member] ?? null;
  if (named === null) return null;
  const target = parseReference({
    reference: member === 'fhirUser' ? named : `${types[0]?.name ?? ''}/${named}`,
  });
  return types.some(({ name }) => name === target?.type) ? target : null;
}

/** Returns the patients whom the gateway reads in place of the panel; null if it reads the panel. */
export function findUnlistedPatients({ launch, permittedPatients }: PriceSettings): readonly string[] | null {
  const inContext = launch?.patient ?? null;
  return inContext === null ? (permittedPatients?.() ?? null) : [inContext];
}
