/** Limits how many requests go out in any one second, by a sliding window of their moments. */

export interface SlidingWindow {
  /**
   * Returns when the next request may go out, which can be now; Infinity if none may.
   * @param limit how many may go out within a second; at most what the window was created for
   */
  next(now: number, limit: number): number;
  /** Records a request that goes out now. */
  record(now: number): void;
  /** Records a request that will go out later, as a retry does. Until then others go out before it. */
  reserve(at: number): void;
  /** Returns how many went out within the last second, or are reserved. */
  recent(now: number): number;
}

const WINDOW_MS = 1_000;

/** @param maxLimit the highest limit that `next` will get; null: there is no limit */
export function createSlidingWindow(maxLimit: number | null): SlidingWindow {
  if (maxLimit === null) return { next: (now) => now, record: () => {}, reserve: () => {}, recent: () => 0 };
  /** Sorted, from a second ago to the last that is reserved. */
  const moments: number[] = [];
  const reserve = (at: number): void => {
    moments.splice(moments.findLastIndex((moment) => moment <= at) + 1, 0, at);
  };
  return {
    next(now, limit) {
      if (limit === 0) return Infinity;
      const inSecond = Math.min(limit, maxLimit);
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
    record(now) {
      const firstKept = moments.findIndex((moment) => moment > now - WINDOW_MS);
      moments.splice(0, firstKept === -1 ? moments.length : firstKept);
      reserve(now);
    },
    reserve,
    recent: (now) => moments.filter((moment) => moment > now - WINDOW_MS).length,
  };
}
