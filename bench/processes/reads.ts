/** Two ways to read charts: as few calls as can be, and one call for each reference. */
import DataLoader from 'dataloader';
import type { ExtractResource, List, Resource, ResourceType, Stored } from '../../src/fhir/types.ts';
import type { EpicCalls, Parameters } from './epic-calls.ts';

export interface Reads {
  /** The ids of the first patients of the configured list. */
  panel(first: number): Promise<string[]>;
  /** Null where the server sends something else. */
  read<T extends ResourceType>(type: T, id: string): Promise<Stored<ExtractResource<T>> | null>;
  /** A patient's resources of a type. */
  list<T extends ResourceType>(
    type: T,
    parameters: Parameters,
    includes?: readonly string[],
  ): Promise<Stored<ExtractResource<T>>[]>;
}

const IDS_AT_ONCE = 10;

/** For one operation: ids of one tick are searched for together, and what references point at comes along with a search. */
export function createBatchedReads(calls: EpicCalls): Reads {
  const loaders = new Map<string, DataLoader<string, Stored<Resource> | null>>();
  const loaderOf = (type: string): DataLoader<string, Stored<Resource> | null> => {
    const known = loaders.get(type);
    if (known !== undefined) return known;
    const loader = new DataLoader(
      async (ids: readonly string[]): Promise<(Stored<Resource> | null)[]> => {
        const [first, second] = ids;
        if (first !== undefined && second === undefined) return [await calls.read(type, first)];
        const found = await calls.search(type, { _id: ids.join(','), _count: ids.length });
        const byId = new Map(found.map((resource) => [resource.id, resource]));
        return ids.map((id) => byId.get(id) ?? null);
      },
      { maxBatchSize: IDS_AT_ONCE },
    );
    loaders.set(type, loader);
    return loader;
  };
  return {
    panel: (first) => panelOf(calls, first),
    async read(type, id) {
      const resource = await loaderOf(type).load(id);
      return isOf(resource, type) ? resource : null;
    },
    async list(type, parameters, includes = []) {
      const found = await calls.search(type, { ...parameters, _include: includes });
      for (const resource of found) loaderOf(resource.resourceType).prime(resource.id, resource);
      return found.filter((resource) => isOf(resource, type));
    },
  };
}

/** What is written first: each field asks for what it needs. */
export function createReadsOneByOne(calls: EpicCalls): Reads {
  return {
    panel: (first) => panelOf(calls, first),
    async read(type, id) {
      const resource = await calls.read(type, id);
      return isOf(resource, type) ? resource : null;
    },
    async list(type, parameters) {
      const found = await calls.search(type, parameters);
      return found.filter((resource) => isOf(resource, type));
    },
  };
}

async function panelOf(calls: EpicCalls, first: number): Promise<string[]> {
  const found = await calls.search('List', { code: 'patients', identifier: calls.list });
  const list = found.find((resource): resource is Stored<List> => resource.resourceType === 'List');
  return (list?.entry ?? [])
    .slice(0, first)
    .flatMap(({ item }) => item?.reference?.replace(/^Patient\//, '') ?? []);
}

function isOf<T extends ResourceType>(
  resource: Stored<Resource> | null,
  type: T,
): resource is Stored<ExtractResource<T>> {
  return resource?.resourceType === type;
}
