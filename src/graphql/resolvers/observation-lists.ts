/** Links the observations of a list, so that a panel finds its members, and warns if their units differ. */
import type { ResponsePath } from '../../epic/warnings.ts';
import { hasMixedUnits } from '../../fhir/mixed-units.ts';
import type { Observation, Stored } from '../../fhir/types.ts';
import type { Context } from '../context.ts';

type Listed = Stored<Observation>;

/** The observations listed together with each one, by id. */
const siblingsByObservation = new WeakMap<object, Map<string, Listed>>();

/** Returns the observations that were listed together with this one, by id. */
export function findSiblings(observation: object): ReadonlyMap<string, Listed> {
  return siblingsByObservation.get(observation) ?? new Map();
}

/** Links the observations of a list with each other, and warns if values of one code have different units. */
export function linkListed(observations: readonly Listed[], { budget }: Context, path: ResponsePath): void {
  const listed = new Map(observations.map((one) => [one.id, one]));
  for (const one of observations) {
    // Lists with different lengths share their records.
    const known = siblingsByObservation.get(one);
    if (known === undefined || known.size < listed.size) siblingsByObservation.set(one, listed);
  }
  if (hasMixedUnits(observations)) budget.warn({ ...MIXED_UNITS, path });
}

const MIXED_UNITS = {
  code: 'MIXED_UNITS',
  resourceType: 'Observation',
  message:
    'Results of one test in this list have different units. The gateway never converts units: compare values only together with theirs.',
};
