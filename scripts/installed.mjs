/**
 * Runs before other scripts. Without the packages of the root it stops, since Node's own message would not say what to do. Folders that it is
 * given, such as e2e, have packages of their own, which it installs on first use and again when their lock file changes. It is JavaScript,
 * since the Node that runs it may be one that cannot run TypeScript.
 */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- JavaScript has no part in the project's types
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

if (!existsSync(new URL('node_modules/.package-lock.json', root))) {
  fail('The packages are not installed, Node 24 among them. Run "npm ci" first.');
}
const unlinked = workspaces().filter(
  (name) => !existsSync(new URL(`node_modules/${name}/package.json`, root)),
);
if (unlinked.length > 0) fail(`npm has not linked ${unlinked.join(', ')} of packages/. Run "npm ci" first.`);

for (const folder of process.argv.slice(2)) {
  const place = new URL(`${folder}/`, root);
  if (isInstalled(place)) continue;
  process.stderr.write(
    `\nInstalling the packages of ${folder}/, which "npm ci" leaves out. Only the first use, and a change of the lock file, takes this time.\n`,
  );
  // Standard output belongs to the script that runs next.
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: place,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail(`The packages of ${folder}/ could not be installed: see above.`);
}

/**
 * Returns whether npm has installed what the lock file names, by npm's own record, which it writes last. The record leaves out the optional
 * packages of other platforms.
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

/** Returns the names of the packages in packages/, which Node only finds where npm has linked them. */
function workspaces() {
  const folder = new URL('packages/', root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => new URL(`${name}/package.json`, folder))
    .filter((manifest) => existsSync(manifest))
    .map((manifest) => JSON.parse(readFileSync(manifest, 'utf8')).name);
}

function packagesIn(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages;
}

function contentOf({ integrity, resolved, version }) {
  return integrity ?? resolved ?? version;
}

function fail(message) {
  process.stderr.write(`\n${message}\n\n`);
  process.exit(1);
}
