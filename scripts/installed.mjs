/**
 * Before each script that a newcomer may try first: says that the packages are not there, which Node itself tells in other words. It is
 * JavaScript, since the Node that runs it may be one that cannot run TypeScript.
 */
// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access -- JavaScript has no part in the project's types
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../node_modules/.package-lock.json', import.meta.url))) {
  process.stderr.write('\nThe packages are not installed, Node 24 among them. Run "npm ci" first.\n\n');
  process.exit(1);
}
