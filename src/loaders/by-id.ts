/** Resources by id: reads of one tick become `_id` searches, in chunks, and single reads where these fail. */
import DataLoader from 'dataloader';
import { GatewayError, hasCode } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import { isStored } from '../fhir/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { isVisible, type Operation } from './operation.ts';

export interface ById {
  /** The resource; null where there is none that the caller may see. Throws what the server refused it with. */
  load<T extends ResourceType>(type: T, id: string): Promise<Stored<ResourceOf<T>> | null>;
}

type Loaded = Stored<Resource> | null | GatewayError;

/** One DataLoader a type, made when first asked for, so that no type waits for the answers of another. */
export function createById(operation: Operation): ById {
  const loaders = new Map<ResourceType, DataLoader<string, Stored<Resource> | null>>();
  const loaderFor = (type: ResourceType): DataLoader<string, Stored<Resource> | null> => {
    const known = loaders.get(type);
    if (known !== undefined) return known;
    const loader = new DataLoader<string, Stored<Resource> | null>((ids) => loadBatch(operation, type, ids), {
      maxBatchSize: operation.idBatchSize,
    });
    loaders.set(type, loader);
    return loader;
  };
  return {
    async load(type, id) {
      const resource = await loaderFor(type).load(id);
      return isStored(resource, type) ? resource : null;
    },
  };
}

async function loadBatch(
  operation: Operation,
  type: ResourceType,
  ids: readonly string[],
): Promise<Loaded[]> {
  const found =
    ids.length > 1 ? await searchByIds(operation, type, ids) : new Map<string, Stored<Resource>>();
  // An id that a search leaves out is unknown, merged or restricted: only a read tells which.
  const loaded = await Promise.all(ids.map(async (id) => found.get(id) ?? readOne(operation, type, id)));
  return loaded.map((result) =>
    result === null || result instanceof GatewayError || isVisible(operation, result) ? result : null,
  );
}

/**
 * With an answer of the server in hand, be it a refusal or a failure, single reads can still succeed: search and read are
 * separate entitlements at Epic, and one bad record can fail a whole search. Without one they would fail alike.
 */
function leavesReadsPossible(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    !hasCode(
      error,
      'OPERATION_ABORTED',
      'UPSTREAM_AUTHENTICATION_FAILED',
      'UPSTREAM_RATE_LIMITED',
      'UPSTREAM_TIMEOUT',
    )
  );
}

async function searchByIds(
  { client, usage, refusals }: Operation,
  type: ResourceType,
  ids: readonly string[],
): Promise<Map<string, Stored<Resource>>> {
  if (refusals.isRefused(type)) return new Map();
  try {
    const { matches } = await client.search(type, { _id: ids.join(','), _count: String(ids.length) }, usage);
    return new Map(matches.map((resource) => [resource.id, resource]));
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) refusals.note(type);
    if (leavesReadsPossible(error)) return new Map();
    throw error;
  }
}

/** An id's own error is its result, so that it does not harm the others of its batch. */
async function readOne(
  { client, usage }: Operation,
  type: ResourceType,
  id: string,
): Promise<Stored<Resource> | null | GatewayError> {
  try {
    return await client.read(type, id, usage);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}
