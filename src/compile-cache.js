// @ts-check
/**
 * Node's compile cache for the programs of this package: V8's code of each module, and TypeScript without its types, kept on disk for
 * the next start (docs/decisions/0021-quick-start.md). Turns it on, for every module that is loaded from then on.
 *
 * It is JavaScript so that `npm start` can load it before the first TypeScript file: a start from the cache then does not load Node's
 * TypeScript compiler, which takes 40 ms.
 */
import { lstatSync, mkdirSync } from 'node:fs';
// An older Node lacks these functions. By their names it could not import them, and src/cli.ts could not say which Node it expects.
import nodeModule from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Below the package, where no other user writes: not in a temporary folder, whose name anyone can guess and take first. */
const FOLDER = fileURLToPath(new URL('../node_modules/.cache/epic-fhir-graphql-gateway', import.meta.url));

/** Gives the first operation time to pass: writing a whole cache blocks the event loop for tenths of a second. */
const WRITTEN_AFTER_MS = 1_000;

// Node itself turns the cache on for NODE_COMPILE_CACHE, and refuses to for NODE_DISABLE_COMPILE_CACHE.
if (nodeModule.getCompileCacheDir?.() === undefined && isSafe(FOLDER))
  nodeModule.enableCompileCache?.(FOLDER);

/** Writes what the cache lacks, a moment from now. Node writes the entries of later modules when the process ends. */
export function writeCompileCacheSoon() {
  setTimeout(nodeModule.flushCompileCache, WRITTEN_AFTER_MS).unref();
}

/**
 * Makes the folder where it is absent. Node runs what it finds there without asking who wrote it, so no other user but root may write
 * there. Where the folder can only be read, as in an image, what it holds is used all the same.
 *
 * @param {string} folder
 */
function isSafe(folder) {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = lstatSync(folder);
    // Windows knows no such owners; there a folder inherits the rights of the package.
    return process.getuid === undefined || ([0, process.getuid()].includes(uid) && (mode & 0o022) === 0);
  } catch {
    // Without a cache a start is slower, and no different.
    return false;
  }
}
