/** Bounds memory: what all operations hold together, and separately the answers of servers that are being read. */
import { getHeapStatistics } from 'node:v8';

/** An operation, or a request to a server, that holds memory. */
export interface Holder {
  /** Makes it release its memory, because the process has none left. */
  giveUp(): void;
}

/** The shares of V8's maximum heap. The program and garbage have the rest. */
const SHARES = {
  /** Records and documents that operations hold, and the values of their answers. */
  operations: 1 / 3,
  /** Answers of servers until they are parsed. Their bytes are outside of the heap, the values that come of them are not. */
  incoming: 1 / 4,
} as const;

export function shareOfHeap(part: keyof typeof SHARES): number {
  return Math.floor(getHeapStatistics().heap_size_limit * SHARES[part]);
}

export interface HeldBytes {
  /** The limit of all holders together, in bytes. */
  readonly most: number;
  /** The bytes that all of them hold now. */
  readonly total: number;
  /** Counts bytes for a holder. Beyond the limit the largest holder gives up, so a small operation is never the victim of a large one. */
  take(holder: Holder, bytes: number): void;
  /** Counts bytes that a holder has released. */
  letGo(holder: Holder, bytes: number): void;
  /** Forgets the holder. */
  end(holder: Holder): void;
}

export function createHeldBytes(most: number): HeldBytes {
  const held = new Map<Holder, number>();
  let total = 0;

  const set = (holder: Holder, bytes: number): void => {
    total += bytes - (held.get(holder) ?? 0);
    if (bytes === 0) held.delete(holder);
    else held.set(holder, bytes);
  };
  /** Returns whether there was one. Its bytes stop counting at once, so that the same excess does not stop a second operation. */
  const giveUpLargest = (): boolean => {
    let [largest, bytes]: [Holder | null, number] = [null, 0];
    for (const [holder, its] of held) if (its > bytes) [largest, bytes] = [holder, its];
    if (largest === null) return false;
    set(largest, 0);
    largest.giveUp();
    return true;
  };
  const isTooMuch = (): boolean => total > most;

  return {
    most,
    get total() {
      return total;
    },
    take(holder, bytes) {
      set(holder, (held.get(holder) ?? 0) + bytes);
      while (isTooMuch() && giveUpLargest());
    },
    letGo(holder, bytes) {
      set(holder, Math.max(0, (held.get(holder) ?? 0) - bytes));
    },
    end: (holder) => set(holder, 0),
  };
}
