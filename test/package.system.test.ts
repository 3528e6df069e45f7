import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { startGatewayProcess } from './support/gateway-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** A folder of someone who has installed the package, and nothing else. */
let folder: string;
let installed: string;
let packed: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-package-'));
  installed = join(folder, 'node_modules', manifest.name);
  // As `npm publish` would: it builds first.
  run('npm', ['pack', '--silent', '--pack-destination', folder], process.cwd());
  mkdirSync(installed, { recursive: true });
  run(
    'tar',
    ['-xzf', `${manifest.name}-${manifest.version}.tgz`, '-C', installed, '--strip-components', '1'],
    folder,
  );
  packed = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  // What it depends on is there, and no tool of its developers is. What is bundled comes with it.
  for (const name of Object.keys(manifest.dependencies)) {
    if (manifest.bundleDependencies.includes(name)) continue;
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve('node_modules', name), place);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8' });
}

const isBundled = (path: string): boolean =>
  manifest.bundleDependencies.some((name) => path.startsWith(`node_modules/${name}/`));

const node = (...args: readonly string[]): string => run(process.execPath, args, folder);
const command = (): string => join(installed, manifest.bin);

describe('the package', () => {
  it('holds what runs, the schema and what is to be read first, and nothing else', () => {
    const top = packed.filter((path) => !path.includes('/'));
    const meant = manifest.files.map((path) => path.replace(/\/.*/, ''));
    expect(new Set(top)).toEqual(new Set([...meant, 'LICENSE', 'README.md', 'node_modules', 'package.json']));
    const own = packed.filter((path) => !path.startsWith('node_modules/') || isBundled(path));
    expect(own.filter((path) => /\.map$|(^|\/)test|\.env|\.pem/.test(path))).toEqual([]);
    expect(own.filter((path) => isBundled(path) && /(?<!\.d)\.ts$/.test(path))).toEqual([]);
    // Bundled packages bring what they depend on.
    expect(readdirSync(join(installed, 'node_modules')).toSorted()).toEqual(
      [...manifest.bundleDependencies, 'iconv-lite', 'jose', 'parse5', 'safer-buffer'].toSorted(),
    );
    expect(readdirSync(join(installed, 'schema'))).toEqual(readdirSync('schema'));
    expect(readdirSync(join(installed, 'explorer'))).toEqual(['bundle']);
  });

  it('serves the sandbox by its command, in an empty folder, without a configuration', async () => {
    const gateway = startGatewayProcess({ PORT: '0' }, {}, [command()]);
    const answer = await fetch(`${await gateway.listening()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: '{ patients(first: 10) { id fullName clinicalNotes(first: 1) { content { text } } } }',
      }),
    });
    const text = await answer.text();
    await gateway.dispose();
    expect(text).toContain('{"id":"erXuFYUfucBZaryVksYEcMg3","fullName":"Camila Maria Lopez"');
    // Converted in a thread, whose code is a file of its own.
    expect(text).toMatch(/"content":\{"text":"[^"]+"\}/);
  });

  it('serves the whole explorer from its own files', async () => {
    const gateway = startGatewayProcess({ PORT: '0' }, {}, [command()]);
    const origin = await gateway.listening();
    const statuses = await Promise.all(
      ['', '/page.js', '/page.css', '/json-worker.js', '/licences.txt', '/start.json'].map(
        async (file) => (await fetch(`${origin}/explorer${file}`)).status,
      ),
    );
    await gateway.dispose();
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('has a word for each program', () => {
    expect(node(command(), '--version')).toBe(`${manifest.version}\n`);
    expect(readFileSync(command(), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(node(command(), 'doctor', '--help')).toMatch(/^Usage: .*doctor/);
    expect(node(command(), 'keys', '--help')).toMatch(/^Usage: .*keys/);
    expect(node(command(), 'start', '--help')).toMatch(/^Usage: .*start\|doctor\|keys\|sandbox/);
  });

  it.each([
    [['strat'], 'There is no program "strat".'],
    [['start', '--port', '80'], '"start" takes no options: the environment says all.'],
  ])('refuses words that it does not know, with 2: %s', (words, problem) => {
    const { status, stderr } = spawnSync(process.execPath, [command(), ...words], { encoding: 'utf8' });
    expect([status, stderr.split('\n')[0]]).toEqual([2, problem]);
  });

  it('makes a gateway for a program of another, which can add to it', () => {
    writeFileSync(
      join(folder, 'embeds.mjs'),
      `import { createGateway, ERROR_CODES, GatewayError, loadConfig } from '${manifest.name}';
       const gateway = await createGateway(loadConfig({ LOG_LEVEL: 'silent', PORT: '0' }));
       gateway.app.get('/version', async () => ({ version: 1 }));
       const headers = { type: 'object', properties: { 'X-Ward': { enum: ['A'] } }, required: ['X-Ward'] };
       gateway.app.get('/ward', { schema: { headers } }, async () => 'A');
       const origin = 'http://127.0.0.1:' + (await gateway.listen());
       const graph = await fetch(origin + '/graphql', {
         method: 'POST',
         headers: { 'content-type': 'application/json' },
         body: JSON.stringify({ query: '{ patients(first: 1) { fullName } }' }),
       });
       const { data } = await graph.json();
       const version = await (await fetch(origin + '/version')).json();
       const wards = await Promise.all(['A', 'B'].map((ward) => fetch(origin + '/ward', { headers: { 'x-ward': ward } })));
       await gateway.stop();
       console.log(JSON.stringify([data, version, wards.map(({ status }) => status), gateway.upstream.isSandbox, ERROR_CODES.FORBIDDEN.length > 0, GatewayError.name]));`,
    );
    expect(JSON.parse(node('embeds.mjs'))).toEqual([
      { patients: [{ fullName: 'Camila Maria Lopez' }] },
      { version: 1 },
      [200, 400],
      true,
      true,
      'GatewayError',
    ]);
  });

  it('tells those who embed it every problem of a configuration by its name', () => {
    writeFileSync(
      join(folder, 'misconfigured.mjs'),
      `import { ConfigError, loadConfig } from '${manifest.name}';
       try { loadConfig({ PORT: 'x', HOST: '' , EPIC_CLIENT_ID: 'a' }); } catch (error) {
         console.log(error instanceof ConfigError, error.problems.map((problem) => problem.split(/[ :]/)[0]).join());
       }`,
    );
    expect(node('misconfigured.mjs')).toBe('true PORT,EPIC_BASE_URL,EPIC_PRIVATE_KEY\n');
  });

  it('has types that hold in a strict program', () => {
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(resolve('node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
    writeFileSync(
      join(folder, 'typed.ts'),
      `import { type Config, createGateway, type ErrorCode, type Gateway, loadConfig, type Log } from '${manifest.name}';
       const log: Log = { error: () => {}, warn: () => {}, info: (event, fields) => void [event, fields?.requestId], debug: () => {} };
       const config: Config = loadConfig({ PORT: '0' });
       const gateway: Gateway = await createGateway(config, log);
       export const port: number = await gateway.listen();
       export const code: ErrorCode = 'FORBIDDEN';
       // @ts-expect-error there is no such code
       export const wrong: ErrorCode = 'NO_SUCH_CODE';
       gateway.app.get('/version', async () => ({ version: '1' }));`,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          module: 'nodenext',
          target: 'es2024',
          noEmit: true,
          types: ['node'],
        },
        files: ['typed.ts'],
      }),
    );
    const compiler = resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
