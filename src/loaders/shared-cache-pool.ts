/** Bounds what the caches of shared resources of all sites hold together: in this process, and in the state that replicas share. */
import { createFairRoom, NO_SITE } from '../limits/fair-room.ts';

/** The part of an LRU cache that the pool uses. */
export interface PooledCache {
  /** The size of its entries, in bytes. */
  readonly calculatedSize: number;
  /** Evicts the least recently used entry. */
  pop(): unknown;
}

export interface SharedCachePool {
  /** Opens the share of a site. @param site its id; absent without a sites file */
  open(site?: string): SharedCacheShare;
}

/** The limits of the caches of one site. */
export interface SharedCacheShare {
  /** The limit of all caches together, in bytes. A site that is the only active one may use all of it. */
  readonly maxBytes: number;
  /** Counts the entries of a cache of the site: one for each grant. Returns a function that stops counting them. */
  add(cache: PooledCache): () => void;
  /** Evicts entries beyond the limit: always of the site that holds the most, so a busy site evicts only its own. */
  trim(): void;
  /**
   * Reserves room in the shared state for an entry, until it expires. Returns false if there is none.
   * @param key an earlier entry with the same key is replaced
   * @param until epoch milliseconds. Entries expire in the order in which they were stored.
   */
  reserve(key: string, until: number): boolean;
  /** Stops counting the entries in this process. Those in the shared state count until they expire. */
  close(): void;
}

interface SharedCachePoolOptions {
  readonly maxBytes?: number;
  /** The limit of entries of one site that this process keeps in the shared state at a time. Several sites together may keep twice as many. */
  readonly maxStored?: number;
  /** Whether several sites share it. */
  readonly isShared?: boolean;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

const MAX_BYTES = 64_000_000;
/** A store on which writes also depend evicts nothing to make room. */
const MAX_STORED = 5_000;

export function createSharedCachePool({
  maxBytes = MAX_BYTES,
  maxStored = MAX_STORED,
  isShared = false,
  now = Date.now,
}: SharedCachePoolOptions = {}): SharedCachePool {
  /** The caches of each open site. */
  const bySite = new Map<SharedCacheShare, Set<PooledCache>>();
  const room = createFairRoom({ capacity: isShared ? 2 * maxStored : maxStored, isShared });
  /** Soonest expiry first. */
  const stored = new Map<string, { readonly site: string; readonly until: number }>();
  const drop = (key: string): void => {
    const entry = stored.get(key);
    if (entry !== undefined) room.hold(entry.site, -1);
    stored.delete(key);
  };
  const dropExpired = (): void => {
    for (const [key, { until }] of stored) {
      if (until > now()) break;
      drop(key);
    }
  };
  return {
    open(site = NO_SITE) {
      const own = new Set<PooledCache>();
      const share: SharedCacheShare = {
        maxBytes,
        add(cache) {
          own.add(cache);
          return () => void own.delete(cache);
        },
        trim() {
          while (sum([...bySite.values()], sizeOf) > maxBytes) {
            const largestSite = findLargest([...bySite.values()], sizeOf) ?? [];
            findLargest([...largestSite], ({ calculatedSize }) => calculatedSize)?.pop();
          }
        },
        reserve(key, until) {
          dropExpired();
          drop(key);
          if (!room.hasRoomFor(site, 1)) return false;
          room.hold(site, 1);
          stored.set(key, { site, until });
          return true;
        },
        close: () => void bySite.delete(share),
      };
      bySite.set(share, own);
      return share;
    },
  };
}

function sizeOf(caches: Iterable<PooledCache>): number {
  return sum([...caches], ({ calculatedSize }) => calculatedSize);
}

function sum<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
}

function findLargest<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  return items.toSorted((one, other) => measure(other) - measure(one))[0];
}
