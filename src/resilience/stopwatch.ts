/** Measures time by several clocks, because each of them can be wrong. */

/** Returns milliseconds since any fixed moment. */
export type Clock = () => number;

/** Returns the milliseconds since it was started. */
export type Stopwatch = () => number;

/** The monotonic clock can stop while the machine is suspended, and the system clock can be set back. */
const CLOCKS: readonly Clock[] = [() => performance.now(), () => Date.now()];

/** Starts a stopwatch that returns the most that any of its clocks has measured. */
export function startStopwatch(clocks: readonly Clock[] = CLOCKS): Stopwatch {
  return longestOf(
    clocks.map((clock): Stopwatch => {
      const begun = clock();
      return () => clock() - begun;
    }),
  );
}

/** Returns the longest time of several. It keeps alive nothing but them, unlike a closure next to others. */
export function longestOf(stopwatches: readonly Stopwatch[]): Stopwatch {
  return () => Math.max(...stopwatches.map((sinceMs) => sinceMs()));
}
