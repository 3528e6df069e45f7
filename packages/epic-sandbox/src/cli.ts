#!/usr/bin/env node
/** The package's command: `npx epic-fhir-sandbox`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serveSandbox } from './serve.ts';

const USAGE = `Usage: epic-fhir-sandbox [--port <number>]

Serves an embedded Epic with synthetic patients on 127.0.0.1, and prints the settings of a gateway that is to use it.

  --port     the port to listen on, 0 for any free one; by default PORT of the environment, or 4004
  --version  the version of this package
  --help     this text

Exit code: 2 for unknown arguments, 1 if the port cannot be used, otherwise 0.
`;

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
    else await serveSandbox(values.port ?? process.env['PORT']);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
