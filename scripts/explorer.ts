/**
 * `npm run explorer`: builds the explorer from explorer/ and writes what the gateway serves to explorer/bundle/. With `-- --check` it
 * compares instead, and fails where a rebuild differs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const FOLDER = 'explorer';
const BUILT = join(FOLDER, 'dist');
const COMMITTED = join(FOLDER, 'bundle');
const LOCK = join(FOLDER, 'package-lock.json');
const INSTALLED = join(FOLDER, 'node_modules/.package-lock.json');

/** A font in WOFF2 is compressed; the others are for people to read in the repository and in the package. */
const STORED_AS_THEY_ARE = /\.(?:html|txt|woff2)$/;

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

if (!isInstalled()) {
  process.stdout.write(`Installing the packages of ${FOLDER}/, about 260 MB…\n`);
  npm('ci', '--no-audit', '--no-fund');
}
npm('run', '--silent', 'check');
npm('run', '--silent', 'build');

const built = new Map(readdirSync(BUILT).map((name) => [name, readFileSync(join(BUILT, name))]));
const committed = readCommitted();
const changed = [...built].filter(([name, content]) => committed.get(name)?.equals(content) !== true);
const surplus = [...committed.keys()].filter((name) => !built.has(name));

if (check) reportDifferences([...changed.map(([name]) => name), ...surplus]);
else write();

/** Whether the packages are those of the lock file, as far as the times of the two files tell. */
function isInstalled(): boolean {
  const installed = statSync(INSTALLED, { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(LOCK).mtimeMs;
}

function npm(...args: readonly string[]): void {
  const { status } = spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  process.stderr.write(`npm ${args.join(' ')} failed in ${FOLDER}/: see above.\n`);
  process.exit(1);
}

function storedName(name: string): string {
  return STORED_AS_THEY_ARE.test(name) ? name : `${name}.br`;
}

/** By their names in URLs, decompressed: two versions of Brotli may compress one content to different bytes. */
function readCommitted(): ReadonlyMap<string, Buffer> {
  mkdirSync(COMMITTED, { recursive: true });
  return new Map(
    readdirSync(COMMITTED).map((stored) => {
      const content = readFileSync(join(COMMITTED, stored));
      return stored.endsWith('.br')
        ? [stored.slice(0, -'.br'.length), brotliDecompressSync(content)]
        : [stored, content];
    }),
  );
}

function write(): void {
  for (const name of surplus) rmSync(join(COMMITTED, storedName(name)));
  for (const [name, content] of changed) {
    const stored = STORED_AS_THEY_ARE.test(name) ? content : compress(content);
    writeFileSync(join(COMMITTED, storedName(name)), stored);
  }
  const bytes = readdirSync(COMMITTED).reduce((sum, name) => sum + statSync(join(COMMITTED, name)).size, 0);
  process.stdout.write(
    `${COMMITTED}/: ${changed.length + surplus.length} files changed, ${(bytes / 1e6).toFixed(2)} MB in all.\n`,
  );
}

function compress(content: Buffer): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

function reportDifferences(names: readonly string[]): void {
  if (names.length === 0) return void process.stdout.write(`${COMMITTED}/ is what ${FOLDER}/ builds.\n`);
  process.stdout.write(
    `${COMMITTED}/ is not what ${FOLDER}/ builds: ${names.join(', ')}. To fix it: npm run explorer\n`,
  );
  process.exitCode = 1;
}
