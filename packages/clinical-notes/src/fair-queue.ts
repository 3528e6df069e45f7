/** A queue in which callers take turns: a caller with ten thousand waiting notes delays one with a single note by a single turn. */

export interface Waiting {
  /** Leaves the queue, from wherever it stands. */
  leave(): void;
}

export class FairQueue<T> {
  /** Who waits, by caller. The caller whose turn is next comes first. */
  readonly #callers = new Map<string, Set<T>>();
  readonly #most: number;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Adds a value at the end of its caller's line. Returns null if the queue is full, or if the caller has as many values waiting as there is room left
   * for others: some room is left then however many callers fill their lines (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions on
   * Networking 6(2), 1998).
   */
  add(caller: string, value: T): Waiting | null {
    const line = this.#callers.get(caller) ?? new Set<T>();
    if (line.size >= this.#most - this.#size) return null;
    this.#callers.set(caller, line.add(value));
    this.#size += 1;
    return { leave: () => this.#remove(caller, line, value) };
  }

  /** Takes the first value of the caller whose turn it is; undefined if none waits. */
  take(): T | undefined {
    for (const [caller, line] of this.#callers) {
      for (const value of line) {
        this.#callers.delete(caller);
        this.#callers.set(caller, line);
        this.#remove(caller, line, value);
        return value;
      }
    }
    return undefined;
  }

  #remove(caller: string, line: Set<T>, value: T): void {
    if (!line.delete(value)) return;
    this.#size -= 1;
    if (line.size === 0) this.#callers.delete(caller);
  }
}
