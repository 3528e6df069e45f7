import DataLoader from 'dataloader';
import type { ExtractResource, List, Resource, ResourceType, Stored } from '../../src/fhir/types.ts';
import type { FhirClient, Parameters } from './fhir-client.ts';

export interface ChartReader {
  /** Returns the ids of the first patients on the configured list. */
  readPanel(first: number): Promise<string[]>;
  /** Returns null if the server sends a resource of another type. */
  read<T extends ResourceType>(type: T, id: string): Promise<Stored<ExtractResource<T>> | null>;
  /** Returns a patient's resources of a type. */
  list<T extends ResourceType>(
    type: T,
    parameters: Parameters,
    includes?: readonly string[],
  ): Promise<Stored<ExtractResource<T>>[]>;
}

const MAX_BATCH_SIZE = 10;

/** Creates the reader of one operation. It batches the ids of one tick and primes its loaders with included resources. */
export function createBatchedReader(client: FhirClient): ChartReader {
  const loaders = new Map<string, DataLoader<string, Stored<Resource> | null>>();
  const getLoader = (type: string): DataLoader<string, Stored<Resource> | null> => {
    const existing = loaders.get(type);
    if (existing !== undefined) return existing;
    const loader = new DataLoader(
      async (ids: readonly string[]): Promise<(Stored<Resource> | null)[]> => {
        const [first, second] = ids;
        if (first !== undefined && second === undefined) return [await client.read(type, first)];
        const found = await client.search(type, { _id: ids.join(','), _count: ids.length });
        const byId = new Map(found.map((resource) => [resource.id, resource]));
        return ids.map((id) => byId.get(id) ?? null);
      },
      { maxBatchSize: MAX_BATCH_SIZE },
    );
    loaders.set(type, loader);
    return loader;
  };
  return {
    readPanel: (first) => readPanel(client, first),
    async read(type, id) {
      const resource = await getLoader(type).load(id);
      return isOfType(resource, type) ? resource : null;
    },
    async list(type, parameters, includes = []) {
      const found = await client.search(type, { ...parameters, _include: includes });
      for (const resource of found) getLoader(resource.resourceType).prime(resource.id, resource);
      return found.filter((resource) => isOfType(resource, type));
    },
  };
}

/** Creates the reader of a first version: each field sends its own requests. */
export function createUnbatchedReader(client: FhirClient): ChartReader {
  return {
    readPanel: (first) => readPanel(client, first),
    async read(type, id) {
      const resource = await client.read(type, id);
      return isOfType(resource, type) ? resource : null;
    },
    async list(type, parameters) {
      const found = await client.search(type, parameters);
      return found.filter((resource) => isOfType(resource, type));
    },
  };
}

async function readPanel(client: FhirClient, first: number): Promise<string[]> {
  const found = await client.search('List', { code: 'patients', identifier: client.listIdentifier });
  const list = found.find((resource): resource is Stored<List> => resource.resourceType === 'List');
  return (list?.entry ?? [])
    .slice(0, first)
    .flatMap(({ item }) => item?.reference?.replace(/^Patient\//, '') ?? []);
}

function isOfType<T extends ResourceType>(
  resource: Stored<Resource> | null,
  type: T,
): resource is Stored<ExtractResource<T>> {
  return resource?.resourceType === type;
}
