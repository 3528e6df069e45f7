/** The directory: resources that are not about patients, kept for all callers. Who may see one is asked anew for each caller. */
import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { createSealer } from '../auth/sealer.ts';
import { GatewayError, hasCode } from '../errors.ts';
import type { EpicClient } from '../epic/client.ts';
import { parseExactJson, writeExactJson } from '../fhir/decimals.ts';
import { type SharedType, isStored } from '../fhir/resources.ts';
import { isShareable } from '../access/cacheability.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createRequestBudget } from '../epic/request-budget.ts';
import { subtractEncodedLength } from '../json/encoding.ts';
import { countValues, BYTES_PER_VALUE } from '../json/size.ts';
import type { SharedState } from '../state/shared-state.ts';
import { readIndividually, isServerFailure, canReadIndividually } from './single-read-fallback.ts';
import type { SearchRefusals } from './search-refusals.ts';

export interface SharedResourceCache {
  /**
   * Those that are known, by their ids. What has been known for longer than it is fresh is asked for anew meanwhile, for no operation in
   * particular.
   */
  find(type: SharedType, ids: readonly string[]): Promise<ReadonlyMap<string, Stored<Resource>>>;
  /** Keeps what was read, if it is of the directory and nothing in it leads to a patient; else forgets what was kept of it. */
  store(resource: Stored<Resource>): void;
  /** Keeps this, which came along with others, in place of what is older. */
  refreshIfNewer(resource: Stored<Resource>): void;
}

export interface SharedResourceCacheOptions {
  readonly client: EpicClient;
  /** What replicas share; null: nothing. */
  readonly state: SharedState | null;
  readonly refusals: SearchRefusals;
  /** How long a resource is answered without asking again. */
  readonly freshSeconds: number;
  readonly idBatchSize: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How much longer than it is fresh a resource is answered while it is asked for anew. */
const STALE_FACTOR = 12;
const MAX_ENTRIES = 20_000;
const MAX_BYTES = 64_000_000;
/** A record of the directory has some kilobytes. Larger ones would fill the cache, or take long to walk, and are not kept. */
const MAX_RESOURCE_BYTES = 256_000;
const MAX_RESOURCE_VALUES = 2_000;
/**
 * What lies in the shared state. Where writes depend on the same store it forgets nothing to make room, so what each process has there at
 * any time is bounded: in number, in characters of one, sealed, and in time.
 */
const MAX_SHARED_ENTRIES = 5_000;
const MAX_SEALED_CHARACTERS = 16_000;
const MAX_SHARED_MS = 3_600_000;
/** What could not be had anew is not asked for again by each operation that finds it too old. */
const RETRY_AFTER_MS = 30_000;
/** So many one operation looks up in the shared state at once, so that the others are not refused there. */
const MAX_CONCURRENT_LOOKUPS = 100;

interface CacheEntry {
  readonly resource: Stored<Resource>;
  readonly text: string;
  /** How many values it has. */
  readonly values: number;
  /** When it was read, in epoch milliseconds. */
  readonly at: number;
}

/** What lies in the shared state, sealed. */
const sharedEntry = z.object({ at: z.number(), text: z.string() });

export function createSharedResourceCache(options: SharedResourceCacheOptions): SharedResourceCache {
  const { client, state, freshSeconds, idBatchSize, now } = options;
  const freshMs = freshSeconds * 1_000;
  const keptMs = freshMs * STALE_FACTOR;
  const entries = new LRUCache<string, CacheEntry>({
    max: MAX_ENTRIES,
    maxSize: MAX_BYTES,
    // The text counts twice: once as it is, and once as what it means.
    sizeCalculation: ({ text, values }) => 2 * text.length + values * BYTES_PER_VALUE,
  });
  const sealer = createSealer({
    lifetimeSeconds: Math.ceil(keptMs / 1_000),
    now,
    key: client.deriveKey('directory'),
  });
  const names = client.deriveKey('directory names');
  const placeOf = (type: string, id: string): string =>
    `directory:${type}:${createHmac('sha256', names).update(id).digest('base64url')}`;
  const bindingOf = (type: string, id: string) => ({
    issuer: client.upstream,
    subject: `${type}/${id}`,
    audience: 'directory',
  });

  const held = (type: string, id: string): CacheEntry | null => {
    const entry = entries.get(`${type}/${id}`) ?? null;
    return entry !== null && now() - entry.at < keptMs ? entry : null;
  };

  const hold = (entry: CacheEntry): void => {
    const { resourceType, id } = entry.resource;
    // All operations have the same one, which none is to alter.
    deepFreeze(entry.resource);
    entries.set(`${resourceType}/${id}`, entry);
  };

  /** From the shared state. What is not what it should be there counts as not there. */
  const fetched = async (type: SharedType, id: string): Promise<CacheEntry | null> => {
    const sealed = await state?.get(placeOf(type, id)).catch(() => null);
    if (typeof sealed !== 'string') return null;
    const opened = await sealer.open(sealed, bindingOf(type, id));
    const { data } = sharedEntry.safeParse(opened.kind === 'value' ? opened.value : null);
    const resource = data === undefined ? undefined : parseExactJson(data.text);
    if (data === undefined || !isStored(resource, type) || resource.id !== id) return null;
    const values = countValues(resource, MAX_RESOURCE_VALUES);
    // The clocks of replicas need not agree: what is from the future is from now.
    return values > MAX_RESOURCE_VALUES
      ? null
      : { resource, text: data.text, values, at: Math.min(data.at, now()) };
  };

  const sharedMs = Math.min(keptMs, MAX_SHARED_MS);
  /** Until when what this process has put there is there, soonest first. */
  const sharedUntil = new Map<string, number>();
  const hasRoomFor = (place: string): boolean => {
    for (const [other, until] of sharedUntil) {
      if (until > now()) break;
      sharedUntil.delete(other);
    }
    return sharedUntil.delete(place) || sharedUntil.size < MAX_SHARED_ENTRIES;
  };

  const share = async ({ resource: { resourceType, id }, text, at }: CacheEntry): Promise<void> => {
    if (state === null || text.length > MAX_SEALED_CHARACTERS) return;
    const sealed = await sealer.seal({ at, text }, bindingOf(resourceType, id));
    const place = placeOf(resourceType, id);
    if (sealed.length > MAX_SEALED_CHARACTERS || !hasRoomFor(place)) return;
    sharedUntil.set(place, now() + sharedMs);
    await state.set(place, sealed, sharedMs);
  };

  const forget = ({ resourceType, id }: Stored<Resource>): void => {
    if (!entries.delete(`${resourceType}/${id}`)) return;
    // What is no sealed copy counts as not there.
    state?.set(placeOf(resourceType, id), '', 1).catch(() => undefined);
  };

  const store = (resource: Stored<Resource>): void => {
    const values = countValues(resource, MAX_RESOURCE_VALUES);
    const isSmall = values <= MAX_RESOURCE_VALUES && subtractEncodedLength(resource, MAX_RESOURCE_BYTES) >= 0;
    if (!isSmall || !isShareable(resource)) {
      forget(resource);
      return;
    }
    const text = writeExactJson(resource);
    const entry = { resource, text, values, at: now() };
    hold(entry);
    // A replica that finds it missing there reads it.
    share(entry).catch(() => undefined);
  };

  const underWay = new Set<string>();
  const restsUntil = new LRUCache<string, number>({ max: MAX_ENTRIES });
  const isToRenew = (key: string): boolean => !underWay.has(key) && (restsUntil.get(key) ?? 0) <= now();
  /** It is known that it was asked for, whatever came of it. */
  const settle = (key: string): void => {
    underWay.delete(key);
    const at = entries.peek(key)?.at ?? 0;
    if (now() - at >= freshMs) restsUntil.set(key, now() + RETRY_AFTER_MS);
  };
  /** A failure changes nothing: what is there is answered until it is too old, and who asks then is told. */
  const renew = async (type: SharedType, ids: readonly string[]): Promise<void> => {
    const wanted = ids.filter((id) => isToRenew(`${type}/${id}`));
    for (const id of wanted) underWay.add(`${type}/${id}`);
    await Promise.all(
      inChunks(wanted, idBatchSize).map(async (chunk) => {
        try {
          for (const resource of await rereadResources(options, type, chunk)) store(resource);
        } catch {
          // They stay as they are.
        } finally {
          for (const id of chunk) settle(`${type}/${id}`);
        }
      }),
    );
  };

  return {
    async find(type, ids) {
      const known = ids.map((id) => held(type, id)).filter((entry) => entry !== null);
      const ownIds = new Set(known.map(({ resource }) => resource.id));
      const others = ids.filter((id) => !ownIds.has(id));
      for (const chunk of inChunks(others, MAX_CONCURRENT_LOOKUPS)) {
        const found = await Promise.all(chunk.map((id) => fetched(type, id)));
        for (const entry of found) {
          if (entry === null) continue;
          // One can have been read while it was looked up.
          const own = held(type, entry.resource.id);
          const later = own !== null && own.at >= entry.at ? own : entry;
          if (later !== own) hold(later);
          known.push(later);
        }
      }
      const stale = known.filter(({ at }) => now() - at >= freshMs).map(({ resource }) => resource.id);
      if (stale.length > 0) void renew(type, stale);
      return new Map(known.map(({ resource }) => [resource.id, resource]));
    },
    store,
    refreshIfNewer(resource) {
      const key = `${resource.resourceType}/${resource.id}`;
      const known = entries.peek(key);
      if (known !== undefined && isNewer(resource, known.resource)) store(resource);
    },
  };
}

/** Those of them that can be had: by one search, or by single reads where the server refuses it or fails at it. */
async function rereadResources(
  { client, refusals }: SharedResourceCacheOptions,
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
  if (ids.length <= 1 || refusals.isRefused(type)) return readEach(false);
  try {
    const { matches } = await client.search(type, { _id: ids.join(','), _count: String(ids.length) }, budget);
    return matches.filter((resource) => ids.includes(resource.id));
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) refusals.remember(type);
    if (canReadIndividually(error)) return readEach(isServerFailure(error));
    throw error;
  }
}

function inChunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

/** By `meta.lastUpdated`; where one has none, it is not known. */
function isNewer(one: Stored<Resource>, other: Stored<Resource>): boolean {
  const [at, otherAt] = [one, other].map(({ meta }) => Date.parse(meta?.lastUpdated ?? ''));
  return at !== undefined && otherAt !== undefined && at > otherAt;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
