/**
 * Fills the compile cache of a package: starts its gateway, and stops it as soon as it listens. Fails if no cache was written, so that no
 * image is built without one. Argument: the package's program, such as `dist/cli.js`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [program = 'dist/cli.js'] = process.argv.slice(2);
const cache = join(program, '../../node_modules/.cache/epic-fhir-graphql-gateway');

const gateway = spawn(process.execPath, [...process.execArgv, program, 'start'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(gateway, 'exit');
let output = '';
for await (const text of gateway.stdout.setEncoding('utf8')) {
  output += String(text);
  // Node writes the cache when the process exits.
  if (output.includes('/graphql')) gateway.kill('SIGTERM');
}
await ended;

const files = filesIn(cache);
if (gateway.exitCode === 0 && files > 0) {
  process.stdout.write(`${cache}: ${files} files.\n`);
} else {
  process.stderr.write(
    `The compile cache was not filled: the gateway exited with ${gateway.exitCode}, and ${cache} contains ${files} files.\n`,
  );
  process.exitCode = 1;
}

function filesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;
}
