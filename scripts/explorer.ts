/**
 * `npm run --prefix explorer bundle`: builds the explorer in explorer/ and writes explorer/bundle/, which the gateway serves. With `-- --check`, compares
 * the build with the committed bundle instead, and fails if they differ.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { differencesOf, readBuilt, readStored, writeStored } from './explorer-bundle.ts';

const STORED = 'explorer/bundle';

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

run('check');
run('build');

const built = readBuilt('explorer/dist');
const differences = differencesOf(built, readStored(STORED));
if (!check) {
  writeStored(STORED, built);
  const bytes = readdirSync(STORED).reduce((sum, name) => sum + statSync(`${STORED}/${name}`).size, 0);
  process.stdout.write(
    `${STORED}: ${differences.length} files changed, ${(bytes / 1e6).toFixed(1)} MB in total.\n`,
  );
} else if (differences.length > 0) {
  process.stderr.write(
    `${STORED} differs from the build of explorer/: ${differences.join(', ')}. To fix it: npm run --prefix explorer bundle\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`${STORED} matches the build of explorer/.\n`);
}

/** Runs a script of explorer/package.json. */
function run(script: string): void {
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    cwd: 'explorer',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) return;
  process.stderr.write(`npm run ${script} failed in explorer/: see above.\n`);
  process.exit(1);
}
