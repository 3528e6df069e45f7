/** Limits the memory of all operations together, and separately the memory of responses being received. */
import { getHeapStatistics } from 'node:v8';

/** An operation, or a request to a server. */
export interface MemoryHolder {
  /** The id of its site; absent without a sites file. */
  readonly site?: string | undefined;
  /** Releases the memory of the holder, because the pool is exhausted. */
  evict(): void;
}

/** The shares of V8's maximum heap. The rest is for the program and garbage. */
const SHARES = {
  /** Records and documents that operations hold, and the values of their responses. */
  operations: 1 / 3,
  /** Responses of servers until they are parsed. Their bytes are outside the heap, the values parsed from them are not. */
  incoming: 1 / 4,
} as const;

export function heapShare(part: keyof typeof SHARES): number {
  return Math.floor(getHeapStatistics().heap_size_limit * SHARES[part]);
}

export interface MemoryPool {
  /** The limit of all holders together, in bytes. */
  readonly maxBytes: number;
  /** The bytes that all holders hold now. */
  readonly usedBytes: number;
  /**
   * Counts bytes for a holder. Beyond the limit the pool evicts the largest holder of the site whose holders have the most together, so a large
   * operation never costs a small one its memory, and a busy site never costs another its memory.
   */
  allocate(holder: MemoryHolder, bytes: number): void;
  /** Counts bytes that a holder has released. */
  release(holder: MemoryHolder, bytes: number): void;
  /** Releases everything that the holder holds. */
  remove(holder: MemoryHolder): void;
}

export function createMemoryPool(maxBytes: number): MemoryPool {
  const held = new Map<MemoryHolder, number>();
  let usedBytes = 0;

  const set = (holder: MemoryHolder, bytes: number): void => {
    usedBytes += bytes - (held.get(holder) ?? 0);
    if (bytes === 0) held.delete(holder);
    else held.set(holder, bytes);
  };
  /** Returns false without holders. The bytes stop counting at once, so that the same excess does not evict a second holder. */
  const evictLargest = (): boolean => {
    const largest = findLargest(held);
    if (largest === null) return false;
    set(largest, 0);
    largest.evict();
    return true;
  };
  const isExceeded = (): boolean => usedBytes > maxBytes;

  return {
    maxBytes,
    get usedBytes() {
      return usedBytes;
    },
    allocate(holder, bytes) {
      set(holder, (held.get(holder) ?? 0) + bytes);
      while (isExceeded() && evictLargest());
    },
    release(holder, bytes) {
      set(holder, Math.max(0, (held.get(holder) ?? 0) - bytes));
    },
    remove: (holder) => set(holder, 0),
  };
}

/** Returns the largest holder of the site whose holders have the most together. */
function findLargest(held: ReadonlyMap<MemoryHolder, number>): MemoryHolder | null {
  const bySite = new Map<string | undefined, number>();
  for (const [{ site }, bytes] of held) bySite.set(site, (bySite.get(site) ?? 0) + bytes);
  const [largestSite] = largestOf(bySite);
  const [holder = null] = largestOf([...held].filter(([{ site }]) => site === largestSite));
  return holder;
}

function largestOf<K>(entries: Iterable<readonly [K, number]>): readonly [K?, number?] {
  let largest: readonly [K?, number?] = [];
  for (const entry of entries) if (entry[1] > (largest[1] ?? 0)) largest = entry;
  return largest;
}
