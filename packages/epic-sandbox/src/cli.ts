#!/usr/bin/env node
/** The package's command: `npx epic-fhir-sandbox`. */
import { runSandboxCommand } from './command.ts';

const PARENT_CHECK_MS = 250;

stopWithNpm();
await runSandboxCommand(process.argv.slice(2), process.env);

/**
 * Sends this process SIGTERM when its parent exits, if npm started it. `npx` runs a command in a shell and forwards signals only to that
 * shell, which would leave the sandbox orphaned. Without npm, the sandbox outlives its parent, like any daemon.
 */
function stopWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const { ppid: parent } = process;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  timer.unref();
}
