/** Ends a program that npm started when npm ends: a signal to npm reaches npm and its shell only. */

const LOOK_EVERY_MS = 250;

/**
 * Sends this process SIGTERM when the process that started it is gone, if npm did (`npm start`). Any other process outlives whoever started it, as
 * a daemon does.
 */
export function endWithNpm(env: Readonly<Record<string, string | undefined>>): void {
  if (env['npm_lifecycle_event'] === undefined) return;
  const { ppid: parent } = process;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}
