/** A queue that serves callers in turn: a caller with ten thousand entries delays a caller with one entry by one turn only. */
import { createLinkedQueue, type LinkedQueue } from './linked-queue.ts';

interface QueueBounds {
  /** The maximum number of entries of one caller. */
  readonly perCaller: number;
  /** The maximum number of entries of all callers together. */
  readonly total: number;
}

export interface QueueEntry {
  /** Removes the entry from the queue of every caller. Returns false if it was taken or removed before. */
  remove(): boolean;
  /** Also queues the entry for another caller, unless that caller's queue is full. The first of their turns takes it. */
  addCaller(caller: string): void;
}

export interface FairQueue<T> {
  readonly length: number;
  /**
   * Adds an entry. Returns null if the queue is full, for this caller or in total. A caller may not have more entries than the queue has free
   * places, so that some remain free however many callers fill the queue (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions
   * on Networking 6(2), 1998).
   */
  add(caller: string, value: T): QueueEntry | null;
  /**
   * Takes the first entry of the next caller whom the predicate allows a turn; undefined if there is none. A caller who is passed over keeps
   * their place.
   */
  take(mayTake: (caller: string) => boolean): { readonly caller: string; readonly value: T } | undefined;
  /** Takes every entry that the predicate selects. */
  takeAll(isSelected: (value: T) => boolean): T[];
}

interface Entry<T> {
  readonly value: T;
  /** By caller, a function that removes the entry from the caller's queue. */
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
    opened.removeFromRotation = rotation.append(opened);
    callerQueues.set(caller, opened);
    return opened;
  };

  /** Returns false if the caller's queue is full. */
  const enqueue = (entry: Entry<T>, caller: string): boolean => {
    const callerQueue = callerQueues.get(caller);
    if (callerQueue !== undefined && callerQueue.queue.length >= perCaller) return false;
    entry.removers.set(caller, (callerQueue ?? openCallerQueue(caller)).queue.append(entry));
    return true;
  };

  /** Also removes the callers that have no other entry. */
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
    take(mayTake) {
      const next = rotation.find(({ caller }) => mayTake(caller));
      const entry = next?.queue.shift();
      if (next === undefined || entry === undefined) return undefined;
      next.removeFromRotation();
      next.removeFromRotation = rotation.append(next);
      remove(entry);
      return { caller: next.caller, value: entry.value };
    },
    takeAll(isSelected) {
      const selected = [...entries].filter(({ value }) => isSelected(value));
      selected.forEach(remove);
      return selected.map(({ value }) => value);
    },
  };
}
