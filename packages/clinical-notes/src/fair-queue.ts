/** A queue in which callers take turns. A caller with ten thousand notes delays another caller's note by a single turn. */

export interface Waiting {
  /** Leaves the queue from any position. */
  leave(): void;
}

export class FairQueue<T> {
  /** The waiting values by caller. The caller whose turn is next comes first. */
  readonly #callers = new Map<string, Set<T>>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds a value at the end of its caller's queue. Returns null if the queue is full, or if the caller already has as many waiting values as the queue
   * has free places. That leaves places free even when many callers fill their queues (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions
   * on Networking 6(2), 1998).
   */
  add(caller: string, value: T): Waiting | null {
    const queue = this.#callers.get(caller) ?? new Set<T>();
    if (queue.size >= this.#capacity - this.#size) return null;
    this.#callers.set(caller, queue.add(value));
    this.#size += 1;
    return { leave: () => this.#remove(caller, queue, value) };
  }

  /** Removes and returns the first value of the caller whose turn it is; undefined if the queue is empty. */
  take(): T | undefined {
    for (const [caller, queue] of this.#callers) {
      for (const value of queue) {
        this.#callers.delete(caller);
        this.#callers.set(caller, queue);
        this.#remove(caller, queue, value);
        return value;
      }
    }
    return undefined;
  }

  #remove(caller: string, queue: Set<T>, value: T): void {
    if (!queue.delete(value)) return;
    this.#size -= 1;
    if (queue.size === 0) this.#callers.delete(caller);
  }
}
