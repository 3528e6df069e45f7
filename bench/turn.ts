export interface Load {
  readonly operations: number;
  readonly concurrency: number;
}

/** The result of one turn: a contender's operations between two other contenders' turns. */
export interface Turn {
  readonly durationMs: number;
  /** One per successful operation. */
  readonly latenciesMs: readonly number[];
  /** Why operations failed, one line each. */
  readonly failures: readonly string[];
}

/** @param operate runs one operation; rejects with a message that can be printed if it fails */
export async function runTurn(
  { operations, concurrency }: Load,
  operate: () => Promise<void>,
): Promise<Turn> {
  const latenciesMs: number[] = [];
  const failures: string[] = [];
  let remaining = operations;
  const work = async (): Promise<void> => {
    while (remaining > 0) {
      remaining -= 1;
      const startedAt = performance.now();
      try {
        await operate();
        latenciesMs.push(performance.now() - startedAt);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, operations) }, work));
  return { durationMs: performance.now() - startedAt, latenciesMs, failures };
}
