/** Links the observations of a list, so a panel can find its members, and warns of units that differ or contradict. */
import type { ResponsePath } from '../../epic/warnings.ts';
import { hasContradictoryUnits, hasMixedUnits } from '../../fhir/mixed-units.ts';
import type { Observation, Stored } from '../../fhir/types.ts';
import type { Context } from '../context.ts';

type Listed = Stored<Observation>;

/** Maps each observation to the observations of its list, by id. */
const siblingsByObservation = new WeakMap<object, Map<string, Listed>>();

/** Returns the observations of the same list, by id. */
export function findSiblings(observation: object): ReadonlyMap<string, Listed> {
  return siblingsByObservation.get(observation) ?? new Map();
}

/** Links the observations of a list, and warns if values of one code have different units, or a unit contradicts its code. */
export function linkListed(observations: readonly Listed[], { budget }: Context, path: ResponsePath): void {
  const listed = new Map(observations.map((one) => [one.id, one]));
  for (const one of observations) {
    // Lists of different lengths share observations. Keep the longest list.
    const known = siblingsByObservation.get(one);
    if (known === undefined || known.size < listed.size) siblingsByObservation.set(one, listed);
  }
  if (hasMixedUnits(observations)) budget.warn({ ...MIXED_UNITS, path });
  if (hasContradictoryUnits(observations)) budget.warn({ ...UNITS_CONTRADICT, path });
}

const MIXED_UNITS = {
  code: 'MIXED_UNITS',
  resourceType: 'Observation',
  message:
    'Results of one test in this list have different units. The gateway does not convert units: compare values only with their units.',
} as const;

const UNITS_CONTRADICT = {
  code: 'UNITS_CONTRADICT',
  resourceType: 'Observation',
  message:
    'The unit of a result contradicts its UCUM code. The gateway shows both, because it cannot decide which is right: check the source.',
} as const;
