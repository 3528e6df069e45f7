/**
 * `npm run explorer`: builds the explorer from explorer/ and writes explorer/bundle/, which the gateway serves. With `-- --check` it
 * compares instead, and fails where a rebuild differs.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { differencesOf, readBuilt, readStored, writeStored } from './explorer-bundle.ts';

const STORED = 'explorer/bundle';

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

if (!isInstalled()) {
  process.stdout.write('Installing the packages of explorer/ (260 MB).\n');
  npm('ci', '--no-audit', '--no-fund');
}
npm('run', '--silent', 'check');
npm('run', '--silent', 'build');

const built = readBuilt('explorer/dist');
const differences = differencesOf(built, readStored(STORED));
if (!check) {
  writeStored(STORED, built);
  const bytes = readdirSync(STORED).reduce((sum, name) => sum + statSync(`${STORED}/${name}`).size, 0);
  process.stdout.write(
    `${STORED}: ${differences.length} files changed, ${(bytes / 1e6).toFixed(1)} MB in all.\n`,
  );
} else if (differences.length > 0) {
  process.stderr.write(
    `${STORED} is not what explorer/ builds: ${differences.join(', ')}. To fix it: npm run explorer\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`${STORED} is what explorer/ builds.\n`);
}

/** Returns whether packages were installed since the lock file last changed. */
function isInstalled(): boolean {
  const installed = statSync('explorer/node_modules/.package-lock.json', { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync('explorer/package-lock.json').mtimeMs;
}

function npm(...args: readonly string[]): void {
  const { status } = spawnSync('npm', args, { cwd: 'explorer', stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  process.stderr.write(`npm ${args.join(' ')} failed in explorer/: see above.\n`);
  process.exit(1);
}
