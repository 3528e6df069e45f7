import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FROM_SOURCE } from './support/from-source.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { type ProgramResult, type Folder, newFolder, runProgram } from './support/program.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 120_000, expect: { poll: { timeout: 60_000 } } });

/** A separate checkout, so no other test writes to its cache. */
let checkout: Folder;
let cache: string;

beforeAll(() => {
  checkout = newFolder();
  cpSync('src', join(checkout.path, 'src'), { recursive: true });
  for (const name of ['examples', 'explorer', 'package.json', 'pages', 'schema'])
    symlinkSync(resolve(name), join(checkout.path, name));
  mkdirSync(join(checkout.path, 'node_modules'));
  for (const name of readdirSync('node_modules').filter((entry) => !entry.startsWith('.')))
    symlinkSync(resolve('node_modules', name), join(checkout.path, 'node_modules', name));
  cache = join(checkout.path, 'node_modules/.cache/epic-fhir-graphql-gateway');
});

afterEach(() => rmSync(join(checkout.path, 'node_modules/.cache'), { recursive: true, force: true }));

afterAll(() => checkout.remove());

/** Returns the file names of a cache, which has a subfolder for each version of Node and V8. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

const inCheckout = (path: string): string => join(checkout.path, path);

/** The arguments of `npm start`, with absolute paths. */
const npmStart = (): string[] => [
  ...FROM_SOURCE,
  '--import',
  inCheckout('src/compile-cache.js'),
  inCheckout('src/cli.ts'),
  'start',
];

/** Runs a program that exits at once, and expects only its usage as output. */
async function printUsage(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const folder = newFolder();
  const { code, stdout, stderr } = await runProgram(inCheckout('src/cli.ts'), ['keys', '--help'], {
    folder,
    env,
  });
  folder.remove();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Usage: .*keys/);
}

/** Creates another folder for a cache inside the checkout. */
function createOtherFolder(): string {
  const place = inCheckout('elsewhere');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { mode: 0o700 });
  return place;
}

/** Returns V8's result for each module: `accepted` or `rejected` for cached code, `not initialized` without any. */
function cacheResults(stderr: string): string[] {
  return [...stderr.matchAll(/V8 code cache for \w+ \S+ was ([a-z ]+),/g)].map(([, how = '']) => how);
}

const isSuperuser = process.getuid?.() === 0;
const ANOTHER_USER = 65_532;

/** Makes the folder and all folders below it read-only, or writable again. */
function setMode(folder: string, mode: number): void {
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    if (statSync(path).isDirectory()) chmodSync(path, mode);
}

describe('the compile cache [T6-T4]', () => {
  let gateway: GatewayProcess | null = null;

  afterEach(async () => {
    await gateway?.dispose();
    gateway = null;
  });

  it('is written once the gateway listens, for its user only, and saves the next start all compilation', async () => {
    // Prints the number of cache files at each call of listen(); the last call is the gateway's.
    const watcher = `
      import { subscribe } from 'node:diagnostics_channel';
      import { readdirSync } from 'node:fs';
      import { getCompileCacheDir } from 'node:module';
      subscribe('tracing:net.server.listen:asyncEnd', () => {
        process.stderr.write('files: ' + readdirSync(getCompileCacheDir()).length + '; ');
      });`;
    gateway = startGatewayProcess({ PORT: '0' }, { 'watcher.mjs': watcher }, [
      '--import',
      './watcher.mjs',
      ...npmStart(),
    ]);
    await gateway.listening();
    expect(gateway.output.stderr).toBe('files: 0; files: 0; ');
    await expect.poll(() => filesIn(cache).length).toBeGreaterThan(1_000);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    gateway.kill('SIGTERM');
    await gateway.exit;
    await gateway.dispose();

    gateway = startGatewayProcess({ PORT: '0', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }, {}, npmStart());
    await gateway.listening();
    const found = cacheResults(gateway.output.stderr);
    expect(found.length).toBeGreaterThan(1_000);
    expect(new Set(found)).toEqual(new Set(['accepted']));
  });

  it('is shared by all programs: none rejects the code that another has written', async () => {
    gateway = startGatewayProcess({ PORT: '0' }, {}, npmStart());
    await gateway.listening();
    gateway.kill('SIGTERM');
    await gateway.exit;
    const folder = newFolder();
    const env = { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
    const { stderr } = await runProgram(inCheckout('src/cli.ts'), ['doctor'], { folder, env });
    folder.remove();
    const found = cacheResults(stderr);
    expect(found.filter((how) => how === 'accepted').length).toBeGreaterThan(100);
    expect(found).not.toContain('rejected');
  });

  it('is also written by a program that exits at once', async () => {
    await printUsage();
    expect(filesIn(cache).length).toBeGreaterThan(10);
  });

  it.each<[what: string, prepare: () => void]>([
    ['a file has its path', () => writeFileSync(cache, '')],
    ['its folder is a symbolic link', () => symlinkSync(createOtherFolder(), cache)],
    [
      'other users can write to its folder',
      () => {
        mkdirSync(cache);
        chmodSync(cache, 0o777);
      },
    ],
  ])('is not used if %s', async (_what, prepare) => {
    mkdirSync(dirname(cache));
    prepare();
    await printUsage();
    expect(filesIn(dirname(cache)).filter((name) => name !== basename(cache))).toEqual([]);
  });

  it('is not used if another user owns its folder', async () => {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    // Only the superuser can change the owner of a folder. Otherwise, make the program believe that it runs as another user.
    if (isSuperuser) chownSync(cache, ANOTHER_USER, ANOTHER_USER);
    const asAnotherUser = `--import data:text/javascript,process.getuid=()=>${ANOTHER_USER}`;
    await printUsage(isSuperuser ? {} : { NODE_OPTIONS: asAnotherUser });
    expect(filesIn(cache)).toEqual([]);
  });

  it('is used if its folder is read-only, as in an image', async () => {
    await printUsage();
    setMode(cache, 0o500);
    const folder = newFolder();
    const env = { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
    const { stderr } = await runProgram(inCheckout('src/cli.ts'), ['keys', '--help'], { folder, env });
    folder.remove();
    setMode(cache, 0o700);
    const found = cacheResults(stderr);
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(found)).toEqual(new Set(['accepted']));
  });

  it.each<[what: string, env: Readonly<Record<string, string>>, end: Partial<ProgramResult>]>([
    ['exits once the gateway has written the cache', {}, { code: 0, stderr: '' }],
    ['fails if the gateway has no cache', { NODE_DISABLE_COMPILE_CACHE: '1' }, { code: 1 }],
    ['fails if the gateway does not start', { PORT: 'none' }, { code: 1 }],
  ])('is filled by the script that builds the image, which %s', async (_what, settings, end) => {
    const folder = newFolder();
    const env = { LOG_LEVEL: 'silent', PORT: '0', ...settings };
    const program = 'scripts/fill-compile-cache.ts';
    const found = await runProgram(program, [inCheckout('src/cli.ts')], { folder, env });
    folder.remove();
    expect(found).toMatchObject(end);
    const [, files = '0'] = /: (\d+) files\.$/m.exec(found.stdout) ?? [];
    expect(Number(files) > 1_000).toBe(end.code === 0);
  });

  it('does no harm if the program may not write files', async () => {
    await printUsage({ NODE_OPTIONS: '--permission --allow-fs-read=*' });
    expect(existsSync(cache)).toBe(false);
  });

  it('does no harm if its empty folder is read-only', async () => {
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o500);
    await printUsage();
    // The superuser can write to any folder.
    expect(isSuperuser || filesIn(cache).length === 0).toBe(true);
  });

  it('is in the folder of NODE_COMPILE_CACHE, and unused with NODE_DISABLE_COMPILE_CACHE', async () => {
    const place = createOtherFolder();
    await printUsage({ NODE_COMPILE_CACHE: place });
    expect(filesIn(place).length).toBeGreaterThan(10);
    expect(existsSync(cache)).toBe(false);
    await printUsage({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(filesIn(cache)).toEqual([]);
  });
});
