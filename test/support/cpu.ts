/** Runs the work and returns the CPU time of this thread in milliseconds. Waiting and other threads don't count. */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Between linear and quadratic work ({@link growthOf}). */
export const MAX_GROWTH = 4;

/** What `threadCpuUsage` can be off by: the kernel counts in ticks. */
const TICK_MS = 4;

/**
 * Returns how the CPU time grows with the size of the input: the time for one input, divided by the time for eight inputs of an eighth of its size. Work that
 * is linear returns about 1, quadratic work 8. Both times are of the same run, so the speed of the machine does not count.
 * @param make returns an input of this share of the full size
 */
export async function growthOf<T>(make: (share: number) => T, work: (input: T) => unknown): Promise<number> {
  const whole = await bestMsOf(() => [make(1)], work);
  const parts = await bestMsOf(() => Array.from({ length: 8 }, () => make(1 / 8)), work);
  return (whole + TICK_MS) / (parts + TICK_MS);
}

/** Returns the CPU time of the best of five runs, since garbage collection can slow down a run. */
async function bestMsOf<T>(make: () => readonly T[], work: (input: T) => unknown): Promise<number> {
  const times: number[] = [];
  for (const inputs of [make(), make(), make(), make(), make()])
    times.push(
      await cpuMsOf(() => {
        inputs.forEach((input) => work(input));
      }),
    );
  return Math.min(...times);
}
