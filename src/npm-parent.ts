/** Ends a program when the npm that started it ends. A signal to npm reaches only npm and its shell. */

const POLL_MS = 250;

/** Sends SIGTERM to this process when its parent ends, if npm started it (`npm start`). Otherwise it outlives its parent, as a daemon must. */
export function endWithNpm(env: Readonly<Record<string, string | undefined>>): void {
  if (env['npm_lifecycle_event'] === undefined) return;
  const { ppid: parent } = process;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, POLL_MS);
  timer.unref();
}
