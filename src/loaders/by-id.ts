/** Loads resources by id. Batches the ids of one tick into `_id` searches, and falls back to single reads if a search fails. */
import DataLoader from 'dataloader';
import { recordFailedRead } from '../audit/access-log.ts';
import { hasCode } from '../errors.ts';
import { isSharedType } from '../fhir/resource-kinds.ts';
import {
  factsOf,
  PROVENANCE_INCLUDE,
  type ResourceOf,
  type ResourceType,
  type SharedType,
  isStored,
} from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { warnAt, withHeldWarnings, withScope } from '../epic/request-budget.ts';
import { observeLoad } from '../observability/observer.ts';
import { isRefusedWithIncludes, offeredIncludes, toIncludeParameters } from './includes.ts';
import type { Provenances } from './provenances.ts';
import { namedIncludes } from './named-targets.ts';
import { releaseOthers } from './retained-page.ts';
import { redactInTurn, scheduleBatch } from './time-slices.ts';
import type { Operation } from './operation.ts';
import {
  canReadIndividually,
  isServerFailure,
  type LoadResult,
  readIndividually,
  readSingly,
  type WarningsById,
} from './single-read-fallback.ts';
import { requireScope, type Authorization } from '../access/authorization.ts';
import type { ResponsePath, Warning } from '../epic/warnings.ts';

export interface ById {
  /**
   * Returns the resource; null if it does not exist or the caller may not see it. Throws the server's refusal. The audit records the read,
   * whatever its result.
   * @param path of the field that returns the resource, and so of its warnings
   * @param includes the `_include` values for the references that are selected below it
   */
  load<T extends ResourceType>(
    type: T,
    id: string,
    path?: ResponsePath,
    includes?: readonly string[],
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Primes the loader with a resource that another search returned. `load` still checks whether the caller may see it. */
  prime(resource: Stored<Resource>): void;
}

/** Loads without a record in the audit, for resources that the response may not contain. */
export interface UnauditedReads {
  find: ById['load'];
}

/** Loads resources for fields that work without them. */
export interface OptionalReads {
  /**
   * Loads the resource as `load` does, but returns null if the caller has no scope for the type or the server refuses. A missing scope
   * costs no request and leaves no refusal in the audit. The audit does record a refusal by the server.
   */
  loadIfPermitted: ById['load'];
}

/** Loads resources without a request. */
export interface PrimedReads {
  /** Returns a resource that another search included; null for any other, and if the caller may not see it. */
  loadPrimed<T extends ResourceType>(type: T, id: string): Promise<Stored<ResourceOf<T>> | null>;
}

type ResourceLoader = DataLoader<string, Stored<Resource> | null>;
/** DataLoader would await a bare promise together with the promises of other groups. */
type GroupedLoader = DataLoader<string, { readonly loaded: Promise<Stored<Resource> | null> }>;

/**
 * Creates a DataLoader per type on first use, so a slow response for one type delays no other.
 * @param provenances receives the provenances that a search includes
 */
export function createById(
  operation: Operation,
  provenances?: IncludedProvenances,
): ById & UnauditedReads & OptionalReads & PrimedReads {
  const { accessLog, idBatchSize } = operation;
  const batchScheduleFn = scheduleBatch(operation.responseBudget);
  const loaders = new Map<ResourceType, GroupedLoader>();
  const warnings = new Map<string, Warning[]>();
  const selected = new Map<string, readonly string[]>();
  const primed = new Map<string, Stored<Resource>>();
  const prime: ById['prime'] = (resource) => {
    const key = `${resource.resourceType}/${resource.id}`;
    operation.sharedCache?.refreshIfNewer(resource);
    if (!primed.has(key)) primed.set(key, resource);
  };
  const loadGroup = (type: ResourceType, ids: readonly string[]): Promise<LoadResult[]> => {
    const includes = ids.flatMap((id) => selected.get(`${type}/${id}`) ?? []);
    const context: GroupContext = { warnings, includes, prime, provenances };
    const kind = { loader: 'by-id', resourceType: type, size: ids.length } as const;
    const loading = observeLoad(operation.budget.scope, kind, (group) =>
      loadBatch({ ...operation, budget: withScope(operation.budget, group) }, type, ids, context),
    );
    if (includes.includes(PROVENANCE_INCLUDE)) provenances?.track(type, loading);
    return loading;
  };
  const loaderFor = (type: ResourceType): GroupedLoader => {
    const existing = loaders.get(type);
    if (existing !== undefined) return existing;
    const groups = new DataLoader<string, Stored<Resource> | null>((ids) => loadGroup(type, ids), {
      maxBatchSize: idBatchSize,
    });
    const loadTurn = async (ids: readonly string[]) => {
      const loads = ids.map((id) => groups.load(id));
      // Groups with includes end together, so their references share searches. Otherwise hidden records that a group includes could delay it, and show in
      // the number of requests.
      const areTogether = ids.some((id) => selected.has(`${type}/${id}`));
      const all = areTogether ? Promise.allSettled(loads) : Promise.resolve();
      return loads.map((load) => ({ loaded: all.then(() => load) }));
    };
    const loader: GroupedLoader = new DataLoader(loadTurn, { batchScheduleFn, cache: false });
    loaders.set(type, loader);
    return loader;
  };
  const readCached = readFromSharedCache(operation);
  const find: ById['load'] = async (type, id, path, includes = []) => {
    const warn = path === undefined ? operation.budget.warn : warnAt(operation.budget, path);
    const authorization = await operation.authorize();
    requireScope(authorization, type, 'r');
    if (isOutOfScope(authorization, type, id)) return null;
    const key = `${type}/${id}`;
    const cached = primed.has(key) || !isSharedType(type) ? null : await readCached(type, id, authorization);
    if (includes.length > 0 && idBatchSize > 1 && !isSharedType(type))
      selected.set(key, [...(selected.get(key) ?? []), ...includes]);
    // The loader keeps the error of a failed read, and another search may have returned the resource since.
    const resource = cached ?? primed.get(key) ?? (await (await loaderFor(type).load(id)).loaded);
    warnings.get(key)?.forEach(warn);
    if (!isStored(resource, type) || !authorization.permits(resource, 'r')) return null;
    const shown = await redactInTurn(operation, authorization, resource, warn);
    return isStored(shown, type) ? shown : null;
  };
  const load: ById['load'] = async (type, id, path, includes) => {
    const authorization = await operation.authorize();
    try {
      const resource = await find(type, id, path, includes);
      if (resource !== null) accessLog.addResource({ resource, interaction: 'read' });
      else if (isOutOfScope(authorization, type, id)) accessLog.addRefusal({ type, interaction: 'read', id });
      // Hidden and missing records get the same audit entry. Otherwise the number of events would reveal hidden ones.
      else accessLog.addMissedRead({ type, id });
      return resource;
    } catch (error) {
      recordFailedRead(accessLog, type, id, error);
      throw error;
    }
  };
  return {
    find,
    load,
    async loadIfPermitted(type, id, path, includes) {
      if (!(await operation.authorize()).hasScope(type, 'r')) return null;
      try {
        return await load(type, id, path, includes);
      } catch (error) {
        if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return null;
        throw error;
      }
    },
    async loadPrimed(type, id) {
      const isPrimed = primed.has(`${type}/${id}`) && (await operation.authorize()).hasScope(type, 'r');
      const resource = isPrimed ? await find(type, id) : null;
      if (resource !== null) accessLog.addResource({ resource, interaction: 'read' });
      return resource;
    },
    prime,
  };
}

type SharedCacheRead = (
  type: SharedType,
  id: string,
  authorization: Authorization,
) => Promise<Stored<Resource> | null>;

/**
 * Returns a function that reads from the shared cache, and returns null on a miss. A resource that the caller may not see counts as a miss,
 * so it costs the same as one that does not exist.
 */
function readFromSharedCache({ sharedCache, budget, responseBudget }: Operation): SharedCacheRead {
  if (sharedCache === null) return async () => null;
  const batchScheduleFn = scheduleBatch(responseBudget);
  // Look up all ids of a tick together, so that the misses share one search.
  const loaders = new Map<string, ResourceLoader>();
  return async (type, id, authorization) => {
    const loader =
      loaders.get(type) ??
      new DataLoader(
        async (ids) => {
          const cached = await sharedCache.find(type, ids);
          return ids.map((one) => cached.get(one) ?? null);
        },
        { batchScheduleFn },
      );
    loaders.set(type, loader);
    const resource = await loader.load(id);
    if (resource === null || !authorization.permits(resource, 'r')) return null;
    budget.scope.request({ interaction: 'read', resourceType: type }).end('cached', null);
    return resource;
  };
}

/** Whether the caller's scopes exclude the patient, so no read is needed. */
function isOutOfScope(authorization: Authorization, type: ResourceType, id: string): boolean {
  const permitted = factsOf(type).isPatient === true ? authorization.permittedPatients(type, 'r') : null;
  return permitted !== null && !permitted.has(id);
}

type IncludedProvenances = Pick<Provenances, 'index' | 'markRequested' | 'track'>;

interface GroupContext {
  readonly warnings: WarningsById;
  /** The `_include` values for the references that are selected below the resources. */
  readonly includes: readonly string[];
  readonly prime: ById['prime'];
  readonly provenances: IncludedProvenances | undefined;
}

async function loadBatch(
  operation: Operation,
  type: ResourceType,
  ids: readonly string[],
  context: GroupContext,
): Promise<LoadResult[]> {
  const authorization = await operation.authorize();
  const { found, failed } = await searchByIds(operation, type, ids, authorization, context);
  const store = (loaded: LoadResult, id: string): LoadResult => {
    // A merged record returns its survivor, which has another id.
    if (isStored(loaded, type) && loaded.id === id) operation.sharedCache?.store(loaded);
    return loaded;
  };
  // An id that a search leaves out is unknown, merged or restricted. Only a read shows which.
  const read = async (id: string): Promise<LoadResult> =>
    store(await readSingly(operation, type, id, authorization, context.warnings), id);
  const readUnlessFound = (id: string): Promise<LoadResult> => {
    const resource = found.get(id);
    // A hidden resource is read again like an unknown one, so neither the response nor its cost reveals it.
    return resource !== undefined && authorization.permits(resource, 'r')
      ? Promise.resolve(store(resource, id))
      : read(id);
  };
  return failed ? readIndividually(ids, read) : Promise.all(ids.map(readUnlessFound));
}

interface SearchedByIds {
  readonly found: ReadonlyMap<string, Stored<Resource>>;
  /** Whether the server failed, because of one bad record or altogether. */
  readonly failed: boolean;
}

async function searchByIds(
  operation: Operation,
  type: ResourceType,
  ids: readonly string[],
  authorization: Authorization,
  context: GroupContext,
): Promise<SearchedByIds> {
  const { client, budget, responseBudget } = operation;
  const includes = await offeredIncludes(operation, type, context.includes);
  if (ids.length === 1 && includes.length === 0) return { found: new Map(), failed: false };
  // The server warns about all ids together, which can reveal hidden resources.
  const searchBudget = authorization.isUnrestricted(type, 'r') ? budget : withHeldWarnings(budget);
  const parameters = {
    _id: ids.join(','),
    _count: String(ids.length),
    ...toIncludeParameters(type, includes),
  };
  try {
    const page = await client.search(type, parameters, searchBudget);
    const found = new Map(
      page.matches.filter(({ id }) => ids.includes(id)).map((resource) => [resource.id, resource]),
    );
    const included =
      includes.length === 0 ? [] : await namedIncludes(operation, page, [...found.values()], authorization);
    // A provenance names the record, not the reverse.
    const related = page.includes.filter((one) => isStored(one, 'Provenance'));
    releaseOthers(page, new Set([...found.values(), ...included, ...related]), responseBudget);
    included.forEach(context.prime);
    await context.provenances?.index(page, authorization);
    // The provenances can be on a page that is not read.
    if (includes.includes(PROVENANCE_INCLUDE) && page.next === null)
      for (const resource of found.values()) context.provenances?.markRequested(resource);
    return { found, failed: false };
  } catch (error) {
    if (includes.length > 0 && isRefusedWithIncludes(error))
      return searchByIds(operation, type, ids, authorization, { ...context, includes: [] });
    if (canReadIndividually(error)) return { found: new Map(), failed: isServerFailure(error) };
    throw error;
  }
}
