/** One turn of a contender: so many operations, so many of them at once. */

export interface Load {
  readonly operations: number;
  readonly concurrency: number;
}

export interface Turn {
  readonly durationMs: number;
  /** Of each operation that succeeded. */
  readonly latenciesMs: readonly number[];
  /** Why operations failed, one line each. */
  readonly failures: readonly string[];
}

/** @param operate one operation; rejects, in words fit to print, where it fails */
export async function takeTurn(
  { operations, concurrency }: Load,
  operate: () => Promise<void>,
): Promise<Turn> {
  const latenciesMs: number[] = [];
  const failures: string[] = [];
  let left = operations;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      try {
        await operate();
        latenciesMs.push(performance.now() - started);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, operations) }, work));
  return { durationMs: performance.now() - started, latenciesMs, failures };
}
