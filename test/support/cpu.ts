/** Returns the CPU time, in milliseconds, that this thread spends until the work is done. Other threads and waiting don't count. */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
