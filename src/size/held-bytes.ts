/** Bounds the memory that operations hold together, or answers of servers that arrive. */
import { getHeapStatistics } from 'node:v8';

/** An operation, or a request to a server, as far as its memory is concerned. */
export interface Holder {
  /** Tells it to let go of what it holds: the process has no room for that any more. */
  giveUp(): void;
}

/** The parts of V8's heap limit. The rest is for the program and for garbage. */
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
  /** The most that all holders may hold together. */
  readonly most: number;
  /** What all of them hold now. */
  readonly total: number;
  /** Counts more for a holder. Beyond the bound, whichever holds the most has to give up: a small operation is never the victim of a large one. */
  take(holder: Holder, bytes: number): void;
  /** Counts what a holder has let go of. */
  letGo(holder: Holder, bytes: number): void;
  /** Counts nothing for the holder any more. */
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
  /** Whether there was one. Its memory is on its way out, so whoever asks next does not make another one give up for the same excess. */
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
