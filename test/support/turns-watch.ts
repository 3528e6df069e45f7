/** Loaded into a process before its program: watches how much CPU each turn of the event loop takes, and prints the most upon SIGUSR2. */

let longestMs = 0;
let before = cpuMs();

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Keeps the loop turning, so that each turn is seen as one. */
function turn(): void {
  const now = cpuMs();
  longestMs = Math.max(longestMs, now - before);
  before = now;
  setImmediate(turn).unref();
}
setImmediate(turn).unref();

process.on('SIGUSR2', () => {
  process.stderr.write(`${JSON.stringify({ longestTurnMs: longestMs, peakBytes: process.resourceUsage().maxRSS * 1024 })}\n`);
  longestMs = 0;
});
