/** Limits the requests of any one second, with a sliding window of their times. */

export interface SlidingWindow {
  /**
   * Returns when the next request may be sent, which can be now; Infinity if none may.
   * @param limit requests per second, at most `maxLimit`
   */
  next(now: number, limit: number): number;
  /** Records a request that is sent now. */
  record(now: number): void;
  /** Records a request that will be sent later, such as a retry. Other requests may be sent before it. */
  reserve(at: number): void;
  /** Counts the requests that were sent within the last second or are reserved. */
  countRecent(now: number): number;
}

const WINDOW_MS = 1_000;

/** @param maxLimit the upper bound of the limits given to `next`; null for no limit */
export function createSlidingWindow(maxLimit: number | null): SlidingWindow {
  if (maxLimit === null)
    return { next: (now) => now, record: () => {}, reserve: () => {}, countRecent: () => 0 };
  /** Sorted, from one second ago to the last reservation. */
  const moments: number[] = [];
  const reserve = (at: number): void => {
    moments.splice(moments.findLastIndex((moment) => moment <= at) + 1, 0, at);
  };
  return {
    next(now, limit) {
      if (limit === 0) return Infinity;
      const inSecond = Math.min(limit, maxLimit);
      let at = now;
      // Where `inSecond` requests lie within one second, no other may be sent from a second before the last of them to a second after the
      // first. These blocked intervals start and end in the order of the moments, so one pass finds the first time outside of all of them.
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
    countRecent: (now) => moments.filter((moment) => moment > now - WINDOW_MS).length,
  };
}
