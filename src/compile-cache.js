// @ts-check
/**
 * Enables Node's compile cache for all modules that are loaded afterwards. The cache stores V8's code of each module, and TypeScript without its types,
 * on disk for the next start (docs/decisions/0021-quick-start.md).
 *
 * This file is JavaScript, so `npm start` can load it before the first TypeScript file. A start from the cache then need not load Node's TypeScript
 * compiler, which takes 40 ms.
 */
import { lstatSync, mkdirSync } from 'node:fs';
// Import no names: an older Node lacks these functions and would fail to link, before src/cli.ts can report the version that it needs.
import nodeModule from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Below the package, where no other user can write. Anyone can guess the name of a temporary folder and create it first. */
const FOLDER = fileURLToPath(new URL('../node_modules/.cache/epic-fhir-graphql-gateway', import.meta.url));

/** Lets the first operation pass, because writing a whole cache blocks the event loop for tenths of a second. */
const WRITTEN_AFTER_MS = 1_000;

// Node itself enables the cache for NODE_COMPILE_CACHE, and refuses to for NODE_DISABLE_COMPILE_CACHE.
if (nodeModule.getCompileCacheDir?.() === undefined && isSafe(FOLDER))
  nodeModule.enableCompileCache?.(FOLDER);

/** Writes new cache entries after a delay. Node writes the entries of later modules when the process ends. */
export function writeCompileCacheSoon() {
  setTimeout(nodeModule.flushCompileCache, WRITTEN_AFTER_MS).unref();
}

/**
 * Creates the folder if it is absent. Returns whether only this user and root can write to it: Node executes its files without checking their owner. A
 * read-only folder, as in an image, is used too.
 *
 * @param {string} folder
 */
function isSafe(folder) {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = lstatSync(folder);
    // Windows has no such owners. There, a folder inherits the permissions of the package.
    return process.getuid === undefined || ([0, process.getuid()].includes(uid) && (mode & 0o022) === 0);
  } catch {
    // Without a cache, a start is only slower.
    return false;
  }
}
