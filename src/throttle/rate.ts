/** How many requests go out in any one second: a window that slides, in which each has its moment. */

export interface Rate {
  /**
   * When the next request may go out, which can be now; Infinity where none may.
   * @param most how many may go out within a second; not above what the window was made for
   */
  next(now: number, most: number): number;
  /** Takes note of a request that goes out now. */
  note(now: number): void;
  /** Takes note of one that is to go out later, as a retry is: until then others go out before it. */
  reserve(at: number): void;
  /** How many went out within the last second, or are to. */
  recent(now: number): number;
}

const WINDOW_MS = 1_000;

/** @param highest how many may go out within a second at the most; null: any number */
export function createRate(highest: number | null): Rate {
  if (highest === null) return { next: (now) => now, note: () => {}, reserve: () => {}, recent: () => 0 };
  /** In their order, from a second ago to the last that is reserved. */
  const moments: number[] = [];
  const reserve = (at: number): void => {
    moments.splice(moments.findLastIndex((moment) => moment <= at) + 1, 0, at);
  };
  return {
    next(now, most) {
      if (most === 0) return Infinity;
      const inSecond = Math.min(most, highest);
      let at = now;
      // As many as may go within a second, less than that apart, leave no room for one more from a second before their last to a second
      // after their first. Such gaps begin and end in the order of the moments, so that one pass finds the first moment outside of all.
      for (let index = inSecond - 1; index < moments.length; index += 1) {
        const first = moments[index - inSecond + 1] ?? -Infinity;
        const last = moments[index] ?? Infinity;
        const isFull = last - first < WINDOW_MS;
        if (isFull && at > last - WINDOW_MS && at < first + WINDOW_MS) at = first + WINDOW_MS;
      }
      return at;
    },
    note(now) {
      const kept = moments.findIndex((moment) => moment > now - WINDOW_MS);
      moments.splice(0, kept === -1 ? moments.length : kept);
      reserve(now);
    },
    reserve,
    recent: (now) => moments.filter((moment) => moment > now - WINDOW_MS).length,
  };
}
