/** How many requests go out in any one second: a window that slides, in which each has its moment. */

export interface Rate {
  /**
   * When the next request may go out, which can be now; Infinity where none may.
   * @param most how many may go out within a second; not above what the window was made for
   */
  next(now: number, most: number): number;
  /** Takes note of a request that goes out at the moment, or in the future, as a retry does. */
  note(at: number): void;
  /** How many went out within the last second, or are to. */
  recent(now: number): number;
}

const WINDOW_MS = 1_000;

/** @param highest how many may go out within a second at the most; null: any number */
export function createRate(highest: number | null): Rate {
  if (highest === null) return { next: (now) => now, note: () => {}, recent: () => 0 };
  /** A ring, in the order of their moments. */
  const moments = new Float64Array(highest).fill(-Infinity);
  let count = 0;
  const latest = (back: number): number => moments[(count - back + highest) % highest] ?? -Infinity;
  return {
    next: (now, most) => (most === 0 ? Infinity : Math.max(now, latest(Math.min(most, highest)) + WINDOW_MS)),
    note(at) {
      // What is noted for later is not overtaken: the window can look fuller than it is, never emptier.
      moments[count] = Math.max(at, latest(1));
      count = (count + 1) % highest;
    },
    recent: (now) => moments.filter((moment) => moment > now - WINDOW_MS).length,
  };
}
