/**
 * Runs before other scripts. Stops if the packages of the root are not installed, because Node's own message would not say what to do. Its
 * arguments are folders with their own packages, such as e2e, or a folder and what people call it, such as examples/chart:app. It installs
 * these on first use, and again when their lock file changes. It is JavaScript, because the Node that runs it may be too old for TypeScript.
 */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- the project does not type-check JavaScript
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

if (!existsSync(new URL('node_modules/.package-lock.json', root))) {
  fail('The packages are not installed, including Node 24. Run "npm ci" first.');
}
const unlinked = workspaces().filter(
  (name) => !existsSync(new URL(`node_modules/${name}/package.json`, root)),
);
if (unlinked.length > 0) fail(`npm has not linked ${unlinked.join(', ')} of packages/. Run "npm ci" first.`);

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
  if (status !== 0) fail(`The packages of ${folder}/ could not be installed: see above.`);
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

/** Returns the names of the packages in packages/. Node finds them only after npm has linked them. */
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
