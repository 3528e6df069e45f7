/**
 * Measures the CPU time of each turn of the event loop. A process loads this module before its program. On SIGUSR2, it prints the longest
 * turn and resets the measurement.
 */

/** A timer fires at most once in a turn, so each turn is measured on its own. A figure can include a millisecond of other turns. */
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
