/** A queue in which callers take turns, so a caller with ten thousand entries delays one with a single entry by one turn only. */
import { createLinkedQueue, type LinkedQueue } from './linked-queue.ts';

interface QueueBounds {
  /** How many entries one caller may have. */
  readonly perCaller: number;
  /** How many entries all callers together may have. */
  readonly total: number;
}

export interface QueueEntry {
  /** Removes the entry at once, wherever it is. Returns false if it has been taken or removed already. */
  remove(): boolean;
  /** Queues the entry for another caller too, unless that caller's queue is full. It is taken at whichever turn comes first. */
  addCaller(caller: string): void;
}

export interface FairQueue<T> {
  readonly length: number;
  /**
   * Returns null if the queue is full for the caller, or in total. A caller may have no more entries than there is room left for others, so
   * that some room is left however many callers fill their queues (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions on
   * Networking 6(2), 1998).
   */
  add(caller: string, value: T): QueueEntry | null;
  /** Takes the first entry of the caller whose turn it is; undefined if there is none. */
  take(): T | undefined;
  /** Takes every entry that is chosen, wherever it is. */
  takeAll(isChosen: (value: T) => boolean): T[];
}

interface Entry<T> {
  readonly value: T;
  /** The functions that remove it from each queue that it is in, by caller. */
  readonly removers: Map<string, () => void>;
}

interface CallerQueue<T> {
  readonly caller: string;
  readonly queue: LinkedQueue<Entry<T>>;
  removeFromRotation: () => void;
}

export function createFairQueue<T>({ perCaller, total }: QueueBounds): FairQueue<T> {
  const callerQueues = new Map<string, CallerQueue<T>>();
  const rotation = createLinkedQueue<CallerQueue<T>>();
  const entries = new Set<Entry<T>>();

  const openCallerQueue = (caller: string): CallerQueue<T> => {
    const opened: CallerQueue<T> = { caller, queue: createLinkedQueue(), removeFromRotation: () => {} };
    opened.removeFromRotation = rotation.join(opened);
    callerQueues.set(caller, opened);
    return opened;
  };

  /** Returns false if the caller's queue is full. */
  const enqueue = (entry: Entry<T>, caller: string): boolean => {
    const callerQueue = callerQueues.get(caller);
    if (callerQueue !== undefined && callerQueue.queue.length >= perCaller) return false;
    entry.removers.set(caller, (callerQueue ?? openCallerQueue(caller)).queue.join(entry));
    return true;
  };

  /** Forgets the callers that have no other entry. */
  const remove = (entry: Entry<T>): boolean => {
    if (!entries.delete(entry)) return false;
    for (const [caller, removeFromQueue] of entry.removers) {
      removeFromQueue();
      const callerQueue = callerQueues.get(caller);
      if (callerQueue === undefined || callerQueue.queue.length > 0) continue;
      callerQueue.removeFromRotation();
      callerQueues.delete(caller);
    }
    return true;
  };

  return {
    get length() {
      return entries.size;
    },
    add(caller, value) {
      const entry: Entry<T> = { value, removers: new Map() };
      const waiting = callerQueues.get(caller)?.queue.length ?? 0;
      if (waiting >= total - entries.size || !enqueue(entry, caller)) return null;
      entries.add(entry);
      return {
        remove: () => remove(entry),
        addCaller(other) {
          if (entries.has(entry) && !entry.removers.has(other)) enqueue(entry, other);
        },
      };
    },
    take() {
      const next = rotation.shift();
      const entry = next?.queue.shift();
      if (next === undefined || entry === undefined) return undefined;
      next.removeFromRotation = rotation.join(next);
      remove(entry);
      return entry.value;
    },
    takeAll(isChosen) {
      const chosen = [...entries].filter(({ value }) => isChosen(value));
      chosen.forEach(remove);
      return chosen.map(({ value }) => value);
    },
  };
}
