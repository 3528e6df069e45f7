/** Resources by id: reads of one tick become `_id` searches, in chunks, and single reads where these fail. */
import DataLoader from 'dataloader';
import { recordFailedRead } from '../audit/access-log.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { helpsToFind, isSharedType } from '../fhir/resource-kinds.ts';
import {
  factsOf,
  isResourceType,
  type ResourceOf,
  type ResourceType,
  type SharedType,
  isStored,
} from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { withScope, withHeldWarnings, withPath } from '../epic/request-budget.ts';
import { observeLoad } from '../observability/observer.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import { releaseOthers } from './retained-page.ts';
import { redactInTurn } from './time-slices.ts';
import type { Operation } from './operation.ts';
import { readIndividually, isServerFailure, canReadIndividually } from './single-read-fallback.ts';
import { requireScope, type Authorization } from '../access/authorization.ts';
import type { ResponsePath, Warning } from '../epic/warnings.ts';

export interface ById {
  /**
   * Returns the resource, or null if the caller may see none. Throws what the server refused it with. The audit records the read,
   * whatever it finds.
   * @param path of the field that answers with it: the path of its warnings
   */
  load<T extends ResourceType>(
    type: T,
    id: string,
    path?: ResponsePath,
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Takes in a resource that came along with others, so that it is not read again. Who may see it is checked as it is loaded. */
  prime(resource: Stored<Resource>): void;
}

/** The same without a record in the audit, for resources that the answer may not contain. */
export interface UnauditedReads {
  find: ById['load'];
}

/** Resources for fields that work without them. */
export interface OptionalReads {
  /**
   * Loads the resource as `load` does. A caller without a scope for the type gets null, without a request and without a refusal in the audit.
   * A refusal by the server is null too, and the audit records it.
   */
  loadIfPermitted: ById['load'];
}

/** Resources that no request is needed for. */
export interface PrimedReads {
  /** Returns a resource that another search included; null for any other, and for one that the caller may not see. */
  loadPrimed<T extends ResourceType>(type: T, id: string): Promise<Stored<ResourceOf<T>> | null>;
}

type LoadResult = Stored<Resource> | null | GatewayError;

/** One DataLoader a type, made when first asked for, so that no type waits for the answers of another. */
export function createById(operation: Operation): ById & UnauditedReads & OptionalReads & PrimedReads {
  const { accessLog } = operation;
  const batchScheduleFn = scheduleBatch(operation.responseBudget);
  const loaders = new Map<ResourceType, DataLoader<string, Stored<Resource> | null>>();
  const warnings = new Map<string, Warning[]>();
  const loaderFor = (type: ResourceType): DataLoader<string, Stored<Resource> | null> => {
    const known = loaders.get(type);
    if (known !== undefined) return known;
    const loader = new DataLoader<string, Stored<Resource> | null>(
      (ids) => loadGroup(operation, type, ids, warnings),
      {
        maxBatchSize: operation.idBatchSize,
        batchScheduleFn,
      },
    );
    loaders.set(type, loader);
    return loader;
  };
  const known = readFromSharedCache(operation);
  const primed = new Set<string>();
  const find: ById['load'] = async (type, id, path) => {
    const budget = path === undefined ? operation.budget : withPath(operation.budget, path);
    const authorization = await operation.authorize();
    requireScope(authorization, type, 'r');
    if (isOutOfScope(authorization, type, id)) return null;
    const isAtHand = primed.has(`${type}/${id}`);
    const kept = isAtHand || !isSharedType(type) ? null : await known(type, id, authorization);
    const resource = kept ?? (await loaderFor(type).load(id));
    warnings.get(`${type}/${id}`)?.forEach(budget.warn);
    if (!isStored(resource, type) || !authorization.permits(resource, 'r')) return null;
    const shown = await redactInTurn({ ...operation, budget }, authorization, resource);
    return isStored(shown, type) ? shown : null;
  };
  const load: ById['load'] = async (type, id, path) => {
    // The caller did not request a panel's own resources.
    if (helpsToFind(type)) return find(type, id, path);
    const authorization = await operation.authorize();
    try {
      const resource = await find(type, id, path);
      if (resource !== null) accessLog.addResource({ resource, interaction: 'read' });
      else if (isOutOfScope(authorization, type, id)) accessLog.addRefusal({ type, interaction: 'read', id });
      // The audit gets the same note for a hidden record and for none, so that the number of events does not distinguish them.
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
    async loadIfPermitted(type, id, path) {
      if (!(await operation.authorize()).hasScope(type, 'r')) return null;
      try {
        return await load(type, id, path);
      } catch (error) {
        if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return null;
        throw error;
      }
    },
    async loadPrimed(type, id) {
      const isKnown = primed.has(`${type}/${id}`) && (await operation.authorize()).hasScope(type, 'r');
      const resource = isKnown ? await find(type, id) : null;
      if (resource !== null) accessLog.addResource({ resource, interaction: 'read' });
      return resource;
    },
    prime(resource) {
      const { resourceType, id } = resource;
      operation.sharedCache?.refreshIfNewer(resource);
      if (!isResourceType(resourceType)) return;
      primed.add(`${resourceType}/${id}`);
      loaderFor(resourceType).prime(id, resource);
    },
  };
}

/**
 * Returns a `batchScheduleFn` for DataLoader. A batch leaves after the promise jobs of its tick, which is DataLoader's default, but not while
 * parts of the operation wait for a turn of the event loop: these will load more, and a list that is split into turns must not cost
 * more FHIR requests.
 */
function scheduleBatch(responseBudget: ResponseBudget): (dispatch: () => void) => void {
  const leave = (dispatch: () => void): void => responseBudget.turns.whenIdle(responseBudget, dispatch);
  return (dispatch) => {
    void Promise.resolve().then(() => process.nextTick(leave, dispatch));
  };
}

type SharedCacheRead = (
  type: SharedType,
  id: string,
  authorization: Authorization,
) => Promise<Stored<Resource> | null>;

/**
 * What the directory has already, so that it is not asked for; null where that is nothing. What the caller may not see is treated as if it
 * had not been there, so that it costs the same as what is unknown.
 */
function readFromSharedCache({ sharedCache, budget, responseBudget }: Operation): SharedCacheRead {
  if (sharedCache === null) return async () => null;
  const batchScheduleFn = scheduleBatch(responseBudget);
  // All of a tick are looked up together, so that what is not there is asked for together too.
  const loaders = new Map<string, DataLoader<string, Stored<Resource> | null>>();
  return async (type, id, authorization) => {
    const loader =
      loaders.get(type) ??
      new DataLoader<string, Stored<Resource> | null>(
        async (ids) => {
          const found = await sharedCache.find(type, ids);
          return ids.map((one) => found.get(one) ?? null);
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

/** True for a patient of whom it is known, without a read, that they are not within reach. */
function isOutOfScope(authorization: Authorization, type: ResourceType, id: string): boolean {
  const within = factsOf(type).isPatient === true ? authorization.permittedPatients(type, 'r') : null;
  return within !== null && !within.has(id);
}

/** The warnings of single resources, by type and id, for each field that answers with one of them. */
type WarningsById = Map<string, Warning[]>;

function loadGroup(
  operation: Operation,
  type: ResourceType,
  ids: readonly string[],
  warnings: WarningsById,
): Promise<LoadResult[]> {
  const { budget } = operation;
  return observeLoad(budget.scope, { loader: 'by-id', resourceType: type, size: ids.length }, (group) =>
    loadBatch({ ...operation, budget: withScope(budget, group) }, type, ids, warnings),
  );
}

async function loadBatch(
  operation: Operation,
  type: ResourceType,
  ids: readonly string[],
  warnings: WarningsById,
): Promise<LoadResult[]> {
  const authorization = await operation.authorize();
  const { found, failed } = await searchByIds(operation, type, ids, authorization);
  const keep = (loaded: LoadResult, id: string): LoadResult => {
    // The survivor of a merge comes under another id.
    if (loaded !== null && !(loaded instanceof GatewayError) && loaded.id === id)
      operation.sharedCache?.store(loaded);
    return loaded;
  };
  // An id that a search leaves out is unknown, merged or restricted: only a read tells which.
  const read = async (id: string): Promise<LoadResult> =>
    keep(await readSingly(operation, type, id, authorization, warnings), id);
  const readUnlessFound = (id: string): Promise<LoadResult> => {
    const resource = found.get(id);
    // What is hidden goes the way of what is unknown, so that neither the answer nor its cost tells them apart.
    return resource !== undefined && authorization.permits(resource, 'r')
      ? Promise.resolve(keep(resource, id))
      : read(id);
  };
  // After a failure nothing was found.
  return failed ? readIndividually(ids, read) : Promise.all(ids.map(readUnlessFound));
}

interface SearchedByIds {
  readonly found: ReadonlyMap<string, Stored<Resource>>;
  /** True where the server failed, which can be for one bad record, and can be for all that it is asked. */
  readonly failed: boolean;
}

async function searchByIds(
  { client, budget, responseBudget, refusals }: Operation,
  type: ResourceType,
  ids: readonly string[],
  authorization: Authorization,
): Promise<SearchedByIds> {
  if (ids.length === 1 || refusals.isRefused(type)) return { found: new Map(), failed: false };
  // What the server says of the ids as a whole can tell of those that are hidden.
  const told = authorization.isUnrestricted(type, 'r') ? budget : withHeldWarnings(budget);
  try {
    const page = await client.search(type, { _id: ids.join(','), _count: String(ids.length) }, told);
    const found = new Map(
      page.matches.filter(({ id }) => ids.includes(id)).map((resource) => [resource.id, resource]),
    );
    releaseOthers(page, found.values(), responseBudget);
    return { found, failed: false };
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) refusals.remember(type);
    if (canReadIndividually(error)) return { found: new Map(), failed: isServerFailure(error) };
    throw error;
  }
}

/**
 * An id's own error is its result, so that it does not harm the others of its batch. To a caller who may see a part of the type
 * only, what is hidden and what the server does not release are as absent as what is unknown, down to their warnings.
 */
async function readSingly(
  { client, budget }: Operation,
  type: ResourceType,
  id: string,
  authorization: Authorization,
  warnings: WarningsById,
): Promise<LoadResult> {
  const isWhole = authorization.isUnrestricted(type, 'r');
  const held: Warning[] = [];
  try {
    const resource = await client.read(type, id, withHeldWarnings(budget, held));
    if (isWhole || (resource !== null && authorization.permits(resource, 'r')))
      warnings.set(`${type}/${id}`, held);
    return resource;
  } catch (error) {
    if (!isWhole && hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return null;
    if (error instanceof GatewayError) return error;
    throw error;
  }
}
