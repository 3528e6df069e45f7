#!/usr/bin/env node
/** The package's command: `npx epic-fhir-sandbox`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serveSandbox } from './serve.ts';

const USAGE = `Usage: epic-fhir-sandbox [--port <number>]

Serves a synthetic Epic on 127.0.0.1 and prints the settings that point a gateway at it.

  --port     port to listen on; 0 picks a free one (default: the environment variable PORT, or 4004)
  --version  print the version
  --help     print this help

Exit codes: 0 on success, 1 if the sandbox cannot listen, 2 for invalid arguments.
`;

const PARENT_CHECK_MS = 250;

const OPTIONS = {
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

await run();

async function run(): Promise<void> {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (values.help === true) process.stdout.write(USAGE);
    else if (values.version === true) process.stdout.write(`${version()}\n`);
    else {
      stopWithNpm();
      await serveSandbox(values.port ?? process.env['PORT']);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}

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

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
