/**
 * Stops a program that npm started if the packages of the root are not installed, because Node's own message would not say what to do. It is
 * JavaScript, because the Node that runs it may be too old for TypeScript.
 */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- the project does not type-check JavaScript
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

if (!existsSync(new URL('node_modules/.package-lock.json', root))) {
  fail('The packages are not installed, including Node 24. Run "npm ci" first.');
}
const unlinked = workspaces().filter(
  (name) => !existsSync(new URL(`node_modules/${name}/package.json`, root)),
);
if (unlinked.length > 0) fail(`npm has not linked ${unlinked.join(', ')} of packages/. Run "npm ci" first.`);

/** Returns the names of the packages in packages/. Node finds them only after npm has linked them. */
function workspaces() {
  const folder = new URL('packages/', root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => new URL(`${name}/package.json`, folder))
    .filter((manifest) => existsSync(manifest))
    .map((manifest) => JSON.parse(readFileSync(manifest, 'utf8')).name);
}

function fail(message) {
  process.stderr.write(`\n${message}\n\n`);
  process.exit(1);
}
