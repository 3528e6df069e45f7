/**
 * Measures the CPU time of each turn of the event loop of a process, into which it is loaded before its program. On SIGUSR2 it prints the
 * longest turn, and starts again.
 */

/** A timer runs once in a turn, so that no turn hides behind another; each figure can hold a millisecond of others. */
const TICK_MS = 1;

let longestMs = 0;
let before = process.threadCpuUsage();

setInterval(() => {
  const { user, system } = process.threadCpuUsage(before);
  longestMs = Math.max(longestMs, (user + system) / 1_000);
  before = process.threadCpuUsage();
}, TICK_MS).unref();

process.on('SIGUSR2', () => {
  process.stderr.write(`${JSON.stringify({ longestTurnMs: longestMs })}\n`);
  longestMs = 0;
});
