/** What was written as it is on record, read through the loaders as anything else; and that it is not to be seen yet, where it is not. */
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Observation, Stored } from '../fhir/types.ts';
import type { Reading, TakenAt } from '../fhir/write-observation.ts';
import type { PartOutcome } from './idempotency.ts';
import { readingsAt } from './lookups.ts';
import type { WritingOperation } from './writing-operation.ts';

/** @param id null: the server has not told it */
export async function readBack<T extends ResourceType>(
  { loaders, usage }: WritingOperation,
  type: T,
  id: string | null,
): Promise<Stored<ResourceOf<T>> | null> {
  const resource = id === null ? null : await loaders.byId.load(type, id);
  if (resource === null) usage.warn({ ...NOT_TO_BE_SEEN, resourceType: type });
  return resource;
}

/** Where there was one already, that. */
export async function readingOnRecord(
  operation: WritingOperation,
  reading: Reading,
  taken: TakenAt,
  outcome: PartOutcome,
): Promise<Stored<Observation> | null> {
  if (outcome.kind === 'failed') return null;
  const { done } = outcome;
  if (done.outcome !== 'already-exists') return readBack(operation, 'Observation', done.id);
  const [there] = await readingsAt(operation.loaders, reading, taken);
  return there ?? null;
}

const NOT_TO_BE_SEEN = {
  code: 'NOT_YET_READABLE',
  message:
    'What was written is not to be read (yet): the FHIR server has not told its id, or does not show it, as before it is reconciled.',
};
