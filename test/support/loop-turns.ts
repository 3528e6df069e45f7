/**
 * Loaded into a process before its program: measures the CPU time of each turn of its event loop. Upon SIGUSR2 it prints the most that one
 * has taken, and begins anew.
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
