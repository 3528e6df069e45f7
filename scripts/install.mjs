/**
 * Installs the packages of the folders that its arguments name, on first use, and again when their lock file changes. An argument is a folder
 * with its own packages, such as e2e, or a folder and what people call it, such as examples/chart:app.
 */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- the project does not type-check JavaScript
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
// oxlint-disable-next-line import/no-unassigned-import -- it stops the process without the packages of the root
import './installed.mjs';

const root = new URL('../', import.meta.url);

for (const argument of process.argv.slice(2)) {
  const [folder, name] = argument.split(':');
  const place = new URL(`${folder}/`, root);
  if (isInstalled(place)) continue;
  const packages = name === undefined ? `the packages of ${folder}/` : `the ${name}'s packages`;
  process.stderr.write(`\nInstalling ${packages} (once)…\n`);
  // Standard output belongs to the script that runs next.
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: place,
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) continue;
  process.stderr.write(`\nThe packages of ${folder}/ could not be installed: see above.\n\n`);
  process.exit(1);
}

/**
 * Returns whether npm has installed the packages in the lock file. Reads npm's own record, which npm writes last and which leaves out the
 * optional packages of other platforms.
 */
function isInstalled(place) {
  const record = new URL('node_modules/.package-lock.json', place);
  if (!existsSync(record)) return false;
  const installed = packagesIn(record);
  return Object.entries(packagesIn(new URL('package-lock.json', place)))
    .filter(([path]) => path !== '')
    .every(([path, { optional, ...locked }]) =>
      path in installed ? contentOf(installed[path]) === contentOf(locked) : optional === true,
    );
}

function packagesIn(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages;
}

function contentOf({ integrity, resolved, version }) {
  return integrity ?? resolved ?? version;
}
