/** A queue in which callers have their turns in rotation: who has ten thousand waiting delays who has one by a single turn. */
import { createLine, type Line } from './line.ts';

export interface QueueBounds {
  /** How many may wait for one caller. */
  readonly perCaller: number;
  /** How many may wait in all. */
  readonly total: number;
}

export interface Queued {
  /** At once, from wherever it stands. False where it has been taken, or has left: then nothing changes. */
  leave(): boolean;
  /** Stands for a further caller too: it is taken at whichever turn comes first. Where that caller has too much waiting, it does not. */
  standFor(caller: string): void;
}

export interface FairQueue<T> {
  readonly length: number;
  /**
   * Null where the caller, or all together, have as many waiting as there may be. A caller may have no more waiting than there is room left
   * for others, so that some is left however many fill their lines (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions on
   * Networking 6(2), 1998).
   */
  add(caller: string, value: T): Queued | null;
  /** Takes the first of the caller whose turn it is; undefined where nobody waits. */
  take(): T | undefined;
  /** Takes out all that are chosen, wherever they stand. */
  takeAll(isChosen: (value: T) => boolean): T[];
}

interface Entry<T> {
  readonly value: T;
  /** What leaves each line that it stands in, by the caller. */
  readonly leave: Map<string, () => void>;
}

interface CallerLine<T> {
  readonly caller: string;
  readonly line: Line<Entry<T>>;
  leaveRotation: () => void;
}

export function createFairQueue<T>({ perCaller, total }: QueueBounds): FairQueue<T> {
  const lines = new Map<string, CallerLine<T>>();
  const rotation = createLine<CallerLine<T>>();
  const entries = new Set<Entry<T>>();

  const enter = (caller: string): CallerLine<T> => {
    const entered: CallerLine<T> = { caller, line: createLine(), leaveRotation: () => {} };
    entered.leaveRotation = rotation.join(entered);
    lines.set(caller, entered);
    return entered;
  };

  /** False where the caller's line is full. */
  const stand = (entry: Entry<T>, caller: string): boolean => {
    const callerLine = lines.get(caller);
    if (callerLine !== undefined && callerLine.line.length >= perCaller) return false;
    entry.leave.set(caller, (callerLine ?? enter(caller)).line.join(entry));
    return true;
  };

  /** Who has nothing waiting any more is forgotten. */
  const remove = (entry: Entry<T>): boolean => {
    if (!entries.delete(entry)) return false;
    for (const [caller, leave] of entry.leave) {
      leave();
      const callerLine = lines.get(caller);
      if (callerLine === undefined || callerLine.line.length > 0) continue;
      callerLine.leaveRotation();
      lines.delete(caller);
    }
    return true;
  };

  return {
    get length() {
      return entries.size;
    },
    add(caller, value) {
      const entry: Entry<T> = { value, leave: new Map() };
      const waiting = lines.get(caller)?.line.length ?? 0;
      if (waiting >= total - entries.size || !stand(entry, caller)) return null;
      entries.add(entry);
      return {
        leave: () => remove(entry),
        standFor(other) {
          if (entries.has(entry) && !entry.leave.has(other)) stand(entry, other);
        },
      };
    },
    take() {
      const next = rotation.shift();
      const entry = next?.line.shift();
      if (next === undefined || entry === undefined) return undefined;
      next.leaveRotation = rotation.join(next);
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
