/**
 * A queue in which sites take turns, and the callers of each. A caller with ten thousand notes delays another caller's note by a single turn, and so
 * does a site with ten thousand callers.
 */

export interface Waiting {
  /** Leaves the queue from any position. */
  leave(): void;
}

export interface QueueOwner {
  readonly caller: string;
  /** Absent if sites do not take turns. */
  readonly site?: string | undefined;
}

/** The waiting values of a site by caller. The caller whose turn is next comes first. */
interface SiteQueue<T> {
  readonly callers: Map<string, Set<T>>;
  size: number;
}

export class FairQueue<T> {
  /** The site whose turn is next comes first. */
  readonly #sites = new Map<string | undefined, SiteQueue<T>>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds a value at the end of its caller's queue. Returns null if the queue is full, or if the caller or the site already has as many waiting values as
   * the queue has free places. That leaves places free even when many callers fill their queues (dynamic thresholds: Choudhury and Hahne, IEEE/ACM
   * Transactions on Networking 6(2), 1998).
   */
  add({ caller, site }: QueueOwner, value: T): Waiting | null {
    const queue = this.#sites.get(site) ?? { callers: new Map<string, Set<T>>(), size: 0 };
    const values = queue.callers.get(caller) ?? new Set<T>();
    const free = this.#capacity - this.#size;
    // A site leaves room for others. Without sites, all free places are for this caller.
    const freeForSite = site === undefined ? free : free - queue.size;
    if (values.size >= freeForSite) return null;
    this.#sites.set(site, queue);
    queue.callers.set(caller, values.add(value));
    queue.size += 1;
    this.#size += 1;
    return { leave: () => this.#remove({ caller, site }, value) };
  }

  /** Removes and returns the first value of the caller whose turn it is; undefined if the queue is empty. */
  take(): T | undefined {
    for (const [site, queue] of this.#sites) {
      for (const [caller, values] of queue.callers) {
        for (const value of values) {
          moveToEnd(this.#sites, site, queue);
          moveToEnd(queue.callers, caller, values);
          this.#remove({ caller, site }, value);
          return value;
        }
      }
    }
    return undefined;
  }

  #remove({ caller, site }: QueueOwner, value: T): void {
    const queue = this.#sites.get(site);
    const values = queue?.callers.get(caller);
    if (queue === undefined || values?.delete(value) !== true) return;
    this.#size -= 1;
    queue.size -= 1;
    if (values.size === 0) queue.callers.delete(caller);
    if (queue.size === 0) this.#sites.delete(site);
  }
}

function moveToEnd<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
}
