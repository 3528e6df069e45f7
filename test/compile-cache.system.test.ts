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
import { type Finished, type Folder, newFolder, runProgram } from './support/program.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000, expect: { poll: { timeout: 60_000 } } });

/** A checkout of its own, so that no other test writes to its cache. */
let checkout: Folder;
let cache: string;

beforeAll(() => {
  checkout = newFolder();
  cpSync('src', join(checkout.path, 'src'), { recursive: true });
  for (const name of ['examples', 'explorer', 'package.json', 'schema'])
    symlinkSync(resolve(name), join(checkout.path, name));
  mkdirSync(join(checkout.path, 'node_modules'));
  for (const name of readdirSync('node_modules').filter((entry) => !entry.startsWith('.')))
    symlinkSync(resolve('node_modules', name), join(checkout.path, 'node_modules', name));
  cache = join(checkout.path, 'node_modules/.cache/epic-fhir-graphql-gateway');
});

afterEach(() => rmSync(join(checkout.path, 'node_modules/.cache'), { recursive: true, force: true }));

afterAll(() => checkout.remove());

/** The files of the cache; Node keeps them in a folder for each version of its own and of V8. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

const inCheckout = (path: string): string => join(checkout.path, path);

/** As `npm start` does, but for the folder that it starts in. */
const npmStart = (): string[] => [
  ...FROM_SOURCE,
  '--import',
  inCheckout('src/compile-cache.js'),
  inCheckout('src/cli.ts'),
  'start',
];

/** Runs a program that ends at once: it prints its usage and nothing else, whatever the cache is like. */
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

/** Another folder for a cache, which goes with the checkout. */
function elsewhere(): string {
  const place = inCheckout('elsewhere');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { mode: 0o700 });
  return place;
}

/** Returns a word for each module: `accepted` where V8 used the cached code, `rejected` where it did not, `not initialized` without any. */
function codeFound(stderr: string): string[] {
  return [...stderr.matchAll(/V8 code cache for \w+ \S+ was ([a-z ]+),/g)].map(([, how = '']) => how);
}

const isSuperuser = process.getuid?.() === 0;
const ANOTHER_USER = 65_532;

/** Makes the folder and all folders below it read-only, or writable again. */
function setMode(folder: string, mode: number): void {
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    if (statSync(path).isDirectory()) chmodSync(path, mode);
}

describe('the compile cache', () => {
  let gateway: GatewayProcess | null = null;

  afterEach(async () => {
    await gateway?.dispose();
    gateway = null;
  });

  it('is written once the gateway listens, where no other user may write, and the next start compiles nothing', async () => {
    // Tells at each call of listen(), of which the last is the gateway's, how much of the cache is on disk.
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
    const found = codeFound(gateway.output.stderr);
    expect(found.length).toBeGreaterThan(1_000);
    expect(new Set(found)).toEqual(new Set(['accepted']));
  });

  it('holds for all programs: none takes for stale what another has written', async () => {
    gateway = startGatewayProcess({ PORT: '0' }, {}, npmStart());
    await gateway.listening();
    gateway.kill('SIGTERM');
    await gateway.exit;
    const folder = newFolder();
    const env = { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
    const { stderr } = await runProgram(inCheckout('src/cli.ts'), ['doctor'], { folder, env });
    folder.remove();
    const found = codeFound(stderr);
    expect(found.filter((how) => how === 'accepted').length).toBeGreaterThan(100);
    expect(found).not.toContain('rejected');
  });

  it('is written by a program that ends at once, too', async () => {
    await printUsage();
    expect(filesIn(cache).length).toBeGreaterThan(10);
  });

  it.each<[what: string, prepare: () => void]>([
    ['a file is in its place', () => writeFileSync(cache, '')],
    ['its folder is a link', () => symlinkSync(elsewhere(), cache)],
    [
      'other users may write there',
      () => {
        mkdirSync(cache);
        chmodSync(cache, 0o777);
      },
    ],
  ])('is left alone where %s', async (_what, prepare) => {
    mkdirSync(dirname(cache));
    prepare();
    await printUsage();
    expect(filesIn(dirname(cache)).filter((name) => name !== basename(cache))).toEqual([]);
  });

  it('is left alone where another user owns its folder', async () => {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    // Only the superuser can give a folder away. For other users, the program takes itself for another user.
    if (isSuperuser) chownSync(cache, ANOTHER_USER, ANOTHER_USER);
    const asAnotherUser = `--import data:text/javascript,process.getuid=()=>${ANOTHER_USER}`;
    await printUsage(isSuperuser ? {} : { NODE_OPTIONS: asAnotherUser });
    expect(filesIn(cache)).toEqual([]);
  });

  it('is used where it can only be read, as in an image', async () => {
    await printUsage();
    setMode(cache, 0o500);
    const folder = newFolder();
    const env = { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
    const { stderr } = await runProgram(inCheckout('src/cli.ts'), ['keys', '--help'], { folder, env });
    folder.remove();
    setMode(cache, 0o700);
    const found = codeFound(stderr);
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(found)).toEqual(new Set(['accepted']));
  });

  it.each<[what: string, env: Readonly<Record<string, string>>, end: Partial<Finished>]>([
    ['stops once the gateway has written it', {}, { code: 0, stderr: '' }],
    ['fails where the gateway has no cache', { NODE_DISABLE_COMPILE_CACHE: '1' }, { code: 1 }],
    ['fails where the gateway does not start', { PORT: 'none' }, { code: 1 }],
  ])('is filled by the script of the image, which %s', async (_what, settings, end) => {
    const folder = newFolder();
    const env = { LOG_LEVEL: 'silent', PORT: '0', ...settings };
    const program = 'scripts/fill-compile-cache.ts';
    const found = await runProgram(program, [inCheckout('src/cli.ts')], { folder, env });
    folder.remove();
    expect(found).toMatchObject(end);
    const [, files = '0'] = /: (\d+) files\.$/m.exec(found.stdout) ?? [];
    expect(Number(files) > 1_000).toBe(end.code === 0);
  });

  it('does no harm where nothing can be written', async () => {
    await printUsage({ NODE_OPTIONS: '--permission --allow-fs-read=*' });
    expect(existsSync(cache)).toBe(false);
  });

  it('does no harm where its folder can only be read', async () => {
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o500);
    await printUsage();
    // The superuser can write everywhere.
    expect(isSuperuser || filesIn(cache).length === 0).toBe(true);
  });

  it('is where NODE_COMPILE_CACHE says, and nowhere with NODE_DISABLE_COMPILE_CACHE', async () => {
    const place = elsewhere();
    await printUsage({ NODE_COMPILE_CACHE: place });
    expect(filesIn(place).length).toBeGreaterThan(10);
    expect(existsSync(cache)).toBe(false);
    await printUsage({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(filesIn(cache)).toEqual([]);
  });
});
