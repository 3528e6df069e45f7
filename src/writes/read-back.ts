/** Reads written resources back through the loaders. Warns if a resource cannot be read (yet). */
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Observation, Stored } from '../fhir/types.ts';
import type { NewVitalSign, VitalSignContext } from '../fhir/write-observation.ts';
import type { WritePartOutcome } from './idempotency.ts';
import { findReadingAt } from './reconciliation.ts';
import type { WriteContext } from './write-context.ts';

/** @param id null if the FHIR server did not return one */
export async function readBackResource<T extends ResourceType>(
  { loaders, budget }: WriteContext,
  type: T,
  id: string | null,
): Promise<Stored<ResourceOf<T>> | null> {
  const resource = id === null ? null : await loaders.byId.load(type, id);
  if (resource === null) budget.warn({ ...NOT_YET_READABLE, resourceType: type });
  return resource;
}

/** Returns the created reading, or the one that already existed. */
export async function readBackReading(
  context: WriteContext,
  reading: NewVitalSign,
  taken: VitalSignContext,
  outcome: WritePartOutcome,
): Promise<Stored<Observation> | null> {
  if (outcome.kind === 'failed') return null;
  const { done } = outcome;
  if (done.outcome !== 'already-exists') return readBackResource(context, 'Observation', done.id);
  return findReadingAt(context.loaders, reading, taken);
}

const NOT_YET_READABLE = {
  code: 'NOT_YET_READABLE',
  message:
    'The gateway cannot read the record that it wrote (yet): the FHIR server returned no id, or does not return the record before it is reconciled.',
} as const;
