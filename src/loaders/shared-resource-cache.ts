/**
 * Caches resources that are not about patients for all callers of a grant. The loaders check whether each caller may see them. The
 * resources of a person stay in this process, because an entry that replicas share can outlive the session.
 */
import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { DeriveKey } from '../auth/derived-keys.ts';
import type { Grant } from '../auth/grants.ts';
import { createSealer } from '../auth/sealer.ts';
import { GatewayError } from '../errors.ts';
import type { EpicClient } from '../epic/client.ts';
import { parseExactJson, writeExactJson } from '../fhir/decimals.ts';
import { type SharedType, isStored } from '../fhir/resources.ts';
import { isSharedType } from '../fhir/resource-kinds.ts';
import { isShareable } from '../access/cacheability.ts';
import { withoutSecrets } from '../access/secrets.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createRequestBudget } from '../epic/request-budget.ts';
import { subtractEncodedLength } from '../json/encoding.ts';
import { countValues, BYTES_PER_VALUE } from '../json/size.ts';
import type { SharedState } from '../state/shared-state.ts';
import type { SharedCacheShare } from './shared-cache-pool.ts';
import { readIndividually, isServerFailure, canReadIndividually } from './single-read-fallback.ts';

export interface SharedResourceCache {
  /** Returns the cached resources by id. Reads stale ones again in the background, on behalf of no operation. */
  find(type: SharedType, ids: readonly string[]): Promise<ReadonlyMap<string, Stored<Resource>>>;
  /** Stores a resource without its secrets if it is shareable; otherwise removes the stored version. */
  store(resource: Stored<Resource>): void;
  /** Stores a resource that another search included if it replaces an older version. */
  refreshIfNewer(resource: Stored<Resource>): void;
  /** Forgets the resources. */
  close(): void;
}

interface SharedResourceCacheOptions {
  readonly client: EpicClient;
  /** Who reads the resources. */
  readonly grant: Grant;
  readonly deriveKey: DeriveKey;
  /** The state that replicas share; null if there is none. */
  readonly state: SharedState | null;
  /** The limits of this cache. */
  readonly share: SharedCacheShare;
  readonly freshSeconds: number;
  readonly idBatchSize: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A stale resource is served for this many times its fresh lifetime, while the cache reads it again. */
const STALE_FACTOR = 12;
/** Each entry counts at least this much, so that the limit of bytes also bounds the number of entries. */
const MIN_ENTRY_BYTES = 3_200;
const MAX_RETRIES_WAITING = 20_000;
/** A shared resource usually has a few kilobytes. Larger ones would fill the cache, or take long to traverse, and are not stored. */
const MAX_RESOURCE_BYTES = 256_000;
const MAX_RESOURCE_VALUES = 2_000;
/**
 * Bounds on what each process keeps in the shared state at a time: the characters of a sealed entry, and its lifetime. `shared-cache-pool.ts`
 * bounds the number of entries.
 */
const MAX_SEALED_CHARACTERS = 16_000;
const MAX_SHARED_MS = 3_600_000;
/** One person may fill a sixteenth of what all callers together may. */
const PARTS_OF_PERSONS = 16;
/** How long to wait after a failed refresh, so that not every operation that finds the resource stale retries it. */
const RETRY_AFTER_MS = 30_000;
/** How many lookups one call makes in the shared state at once, so that the store still accepts lookups of other operations. */
const MAX_CONCURRENT_LOOKUPS = 100;

interface CacheEntry {
  readonly resource: Stored<Resource>;
  readonly text: string;
  /** How many JSON values it has. */
  readonly values: number;
  /** When it was read, in epoch milliseconds. */
  readonly at: number;
}

/** An entry of the shared state, before it is sealed. */
const sharedEntry = z.object({ at: z.number(), text: z.string() });

export function createSharedResourceCache(options: SharedResourceCacheOptions): SharedResourceCache {
  const { client, grant, deriveKey, share, freshSeconds, idBatchSize, now } = options;
  const isOfPerson = grant.kind === 'person';
  const state = isOfPerson ? null : options.state;
  const freshMs = freshSeconds * 1_000;
  const ttlMs = freshMs * STALE_FACTOR;
  const entries = new LRUCache<string, CacheEntry>({
    // Without a maximum number of entries, the cache allocates memory only for those that it has.
    maxSize: isOfPerson ? Math.floor(share.maxBytes / PARTS_OF_PERSONS) : share.maxBytes,
    // Count the text twice: once for itself, and once for the strings of the resource.
    sizeCalculation: ({ text, values }) =>
      Math.max(MIN_ENTRY_BYTES, 2 * text.length + values * BYTES_PER_VALUE),
  });
  const removeFromShare = share.add(entries);
  const sealer = createSealer({
    lifetimeSeconds: Math.ceil(ttlMs / 1_000),
    now,
    key: deriveKey('directory'),
  });
  const keyNames = deriveKey('directory names');
  const sharedKey = (type: string, id: string): string =>
    `directory:${type}:${createHmac('sha256', keyNames).update(id).digest('base64url')}`;
  const bindingOf = (type: string, id: string) => ({
    issuer: client.upstream,
    subject: `${type}/${id}`,
    audience: 'directory',
  });

  const findLocal = (type: string, id: string): CacheEntry | null => {
    const entry = entries.get(`${type}/${id}`) ?? null;
    return entry !== null && now() - entry.at < ttlMs ? entry : null;
  };

  const storeLocal = (entry: CacheEntry): void => {
    const { resourceType, id } = entry.resource;
    // All operations share the object, so none may change it.
    deepFreeze(entry.resource);
    entries.set(`${resourceType}/${id}`, entry);
    share.trim();
  };

  /** Reads from the shared state. An entry that cannot be opened, or is of another resource, counts as a miss. */
  const findShared = async (type: SharedType, id: string): Promise<CacheEntry | null> => {
    const sealed = await state?.get(sharedKey(type, id)).catch(() => null);
    if (typeof sealed !== 'string') return null;
    const opened = await sealer.open(sealed, bindingOf(type, id));
    const { data } = sharedEntry.safeParse(opened.kind === 'value' ? opened.value : null);
    const shared = data === undefined ? undefined : parseExactJson(data.text);
    if (data === undefined || !isStored(shared, type) || shared.id !== id) return null;
    const values = countValues(shared, MAX_RESOURCE_VALUES);
    if (values > MAX_RESOURCE_VALUES) return null;
    // A replica of an older release can have shared secrets that this one removes.
    const resource = withoutSecrets(shared);
    const text = resource === shared ? data.text : writeExactJson(resource);
    // The clocks of replicas can differ, so a time in the future counts as now.
    return { resource, text, values, at: Math.min(data.at, now()) };
  };

  const sharedMs = Math.min(ttlMs, MAX_SHARED_MS);

  const shareWithReplicas = async ({
    resource: { resourceType, id },
    text,
    at,
  }: CacheEntry): Promise<void> => {
    if (state === null || text.length > MAX_SEALED_CHARACTERS) return;
    const sealed = await sealer.seal({ at, text }, bindingOf(resourceType, id));
    const key = sharedKey(resourceType, id);
    if (sealed.length > MAX_SEALED_CHARACTERS || !share.reserve(key, now() + sharedMs)) return;
    await state.set(key, sealed, sharedMs);
  };

  const forget = ({ resourceType, id }: Stored<Resource>): void => {
    if (!entries.delete(`${resourceType}/${id}`)) return;
    // An empty text is no sealed entry, so it counts as a miss.
    state?.set(sharedKey(resourceType, id), '', 1).catch(() => undefined);
  };

  const store = (received: Stored<Resource>): void => {
    if (!isSharedType(received.resourceType)) return;
    const values = countValues(received, MAX_RESOURCE_VALUES);
    const isSmall = values <= MAX_RESOURCE_VALUES && subtractEncodedLength(received, MAX_RESOURCE_BYTES) >= 0;
    if (!isSmall || !isShareable(received)) {
      forget(received);
      return;
    }
    const resource = withoutSecrets(received);
    const text = writeExactJson(resource);
    const entry = { resource, text, values, at: now() };
    storeLocal(entry);
    // If sharing fails, another replica reads the resource itself.
    shareWithReplicas(entry).catch(() => undefined);
  };

  const inFlight = new Set<string>();
  const retryAfter = new LRUCache<string, number>({ maxSize: MAX_RETRIES_WAITING, sizeCalculation: () => 1 });
  const canRefresh = (key: string): boolean => !inFlight.has(key) && (retryAfter.get(key) ?? 0) <= now();
  /** Ends a refresh, successful or not. */
  const settle = (key: string): void => {
    inFlight.delete(key);
    const at = entries.peek(key)?.at ?? 0;
    if (now() - at >= freshMs) retryAfter.set(key, now() + RETRY_AFTER_MS);
  };
  const refreshChunk = async (type: SharedType, ids: readonly string[]): Promise<void> => {
    try {
      for (const resource of await rereadResources(options, type, ids)) store(resource);
    } catch {
      // Stale resources are served until they expire. Then an operation reads them itself, and reports the error.
    } finally {
      for (const id of ids) settle(`${type}/${id}`);
    }
  };
  const refresh = async (type: SharedType, ids: readonly string[]): Promise<void> => {
    const wanted = ids.filter((id) => canRefresh(`${type}/${id}`));
    for (const id of wanted) inFlight.add(`${type}/${id}`);
    await Promise.all(splitIntoChunks(wanted, idBatchSize).map((chunk) => refreshChunk(type, chunk)));
  };

  return {
    async find(type, ids) {
      const cached = ids.map((id) => findLocal(type, id)).filter((entry) => entry !== null);
      const ownIds = new Set(cached.map(({ resource }) => resource.id));
      const others = ids.filter((id) => !ownIds.has(id));
      for (const chunk of splitIntoChunks(others, MAX_CONCURRENT_LOOKUPS)) {
        const found = await Promise.all(chunk.map((id) => findShared(type, id)));
        for (const entry of found) {
          if (entry === null) continue;
          // The resource may have been read during the lookup.
          const own = findLocal(type, entry.resource.id);
          const later = own !== null && own.at >= entry.at ? own : entry;
          if (later !== own) storeLocal(later);
          cached.push(later);
        }
      }
      const stale = cached.filter(({ at }) => now() - at >= freshMs).map(({ resource }) => resource.id);
      if (stale.length > 0) void refresh(type, stale);
      return new Map(cached.map(({ resource }) => [resource.id, resource]));
    },
    store,
    refreshIfNewer(resource) {
      const key = `${resource.resourceType}/${resource.id}`;
      const known = entries.peek(key);
      if (known !== undefined && isNewer(resource, known.resource)) store(resource);
    },
    close() {
      removeFromShare();
      entries.clear();
    },
  };
}

/**
 * Reads the resources again: by one search, or by single reads if the server refuses or fails the search. Omits those that cannot be read.
 */
async function rereadResources(
  { client }: SharedResourceCacheOptions,
  type: SharedType,
  ids: readonly string[],
): Promise<readonly Stored<Resource>[]> {
  const budget = createRequestBudget();
  const read = async (id: string): Promise<Stored<Resource> | null | GatewayError> => {
    try {
      const resource = await client.read(type, id, budget);
      return resource?.id === id ? resource : null;
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  };
  const readEach = async (isServerFailing: boolean): Promise<readonly Stored<Resource>[]> => {
    const results = isServerFailing ? await readIndividually(ids, read) : await Promise.all(ids.map(read));
    return results.flatMap((result) => (result === null || result instanceof GatewayError ? [] : [result]));
  };
  if (ids.length <= 1) return readEach(false);
  try {
    const { matches } = await client.search(type, { _id: ids.join(','), _count: String(ids.length) }, budget);
    return matches.filter((resource) => ids.includes(resource.id));
  } catch (error) {
    if (canReadIndividually(error)) return readEach(isServerFailure(error));
    throw error;
  }
}

function splitIntoChunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

/** Compares `meta.lastUpdated`. Returns false if either resource has none. */
function isNewer(one: Stored<Resource>, other: Stored<Resource>): boolean {
  const [at, otherAt] = [one, other].map(({ meta }) => Date.parse(meta?.lastUpdated ?? ''));
  return at !== undefined && otherAt !== undefined && at > otherAt;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
