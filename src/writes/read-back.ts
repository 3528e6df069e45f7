/** What was written as it is on record, read through the loaders as anything else; and that it is not to be seen yet, where it is not. */
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Observation, Stored } from '../fhir/types.ts';
import type { NewVitalSign, VitalSignContext } from '../fhir/write-observation.ts';
import type { WritePartOutcome } from './idempotency.ts';
import { findReadingsAt } from './reconciliation.ts';
import type { WriteContext } from './write-context.ts';

/** @param id null: the server has not told it */
export async function readBackResource<T extends ResourceType>(
  { loaders, budget }: WriteContext,
  type: T,
  id: string | null,
): Promise<Stored<ResourceOf<T>> | null> {
  const resource = id === null ? null : await loaders.byId.load(type, id);
  if (resource === null) budget.warn({ ...NOT_YET_READABLE, resourceType: type });
  return resource;
}

/** Where there was one already, that. */
export async function readBackReading(
  operation: WriteContext,
  reading: NewVitalSign,
  taken: VitalSignContext,
  outcome: WritePartOutcome,
): Promise<Stored<Observation> | null> {
  if (outcome.kind === 'failed') return null;
  const { done } = outcome;
  if (done.outcome !== 'already-exists') return readBackResource(operation, 'Observation', done.id);
  const [there] = await findReadingsAt(operation.loaders, reading, taken);
  return there ?? null;
}

const NOT_YET_READABLE = {
  code: 'NOT_YET_READABLE',
  message:
    'What was written is not to be read (yet): the FHIR server has not told its id, or does not show it, as before it is reconciled.',
};
