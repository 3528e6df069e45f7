import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BUILT_SDL } from '../scripts/published-sdl.ts';
import manifest from '../package.json' with { type: 'json' };
import sandboxManifest from '../packages/epic-sandbox/package.json' with { type: 'json' };
import { readBlocks } from './support/docs-commands.ts';
import { startGatewayProcess } from './support/gateway-process.ts';

vi.setConfig({ hookTimeout: 120_000 });

/** A folder in which only the package is installed. */
let folder: string;
let packageFolder: string;
let packedPaths: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-package-'));
  packageFolder = join(folder, 'node_modules', manifest.name);
  // Like `npm publish`, this first builds the gateway and its workspaces.
  packedPaths = pack(manifest, packageFolder);
  // Link the dependencies, but no development tools. The packed file contains the bundled ones.
  for (const name of Object.keys(manifest.dependencies)) {
    if (!manifest.bundleDependencies.includes(name)) link(name, folder);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packs a package of this repository, unpacks it into node_modules, and returns the paths of its files. */
function pack({ name, version }: typeof manifest | typeof sandboxManifest, place: string): string[] {
  const workspace = name === manifest.name ? [] : ['--workspace', name];
  run('npm', ['pack', '--silent', ...workspace, '--pack-destination', folder], process.cwd());
  mkdirSync(place, { recursive: true });
  run('tar', ['-xzf', `${name}-${version}.tgz`, '-C', place, '--strip-components', '1'], folder);
  return readdirSync(place, { recursive: true, encoding: 'utf8' });
}

/** Links a package of the root into node_modules of this folder. */
function link(name: string, where: string): void {
  const place = join(where, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  if (!existsSync(place)) symlinkSync(resolve('node_modules', name), place);
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8' });
}

const isBundled = (path: string): boolean =>
  manifest.bundleDependencies.some((name) => path.startsWith(`node_modules/${name}/`));

const node = (...args: readonly string[]): string => run(process.execPath, args, folder);
const command = (): string => join(packageFolder, manifest.bin);

describe('the package', () => {
  it('contains only the program, the schema, the README and the license', () => {
    const top = packedPaths.filter((path) => !path.includes('/'));
    const expected = manifest.files.map((path) => path.replace(/\/.*/, ''));
    expect(new Set(top)).toEqual(
      new Set([...expected, 'LICENSE', 'README.md', 'node_modules', 'package.json']),
    );
    const own = packedPaths.filter((path) => !path.startsWith('node_modules/') || isBundled(path));
    expect(own.filter((path) => /\.map$|(^|\/)tests?(\/|$)|\.test\.|\.env|\.pem/.test(path))).toEqual([]);
    expect(own.filter((path) => isBundled(path) && /(?<!\.d)\.ts$/.test(path))).toEqual([]);
    // The package contains the dependencies of bundled packages.
    expect(readdirSync(join(packageFolder, 'node_modules')).toSorted()).toEqual(
      [...manifest.bundleDependencies, 'iconv-lite', 'jose', 'parse5', 'safer-buffer'].toSorted(),
    );
    expect(readdirSync(join(packageFolder, 'schema'))).toEqual(readdirSync('schema'));
    expect(readdirSync(join(packageFolder, 'explorer'))).toEqual(['bundle']);
    expect(readdirSync(join(packageFolder, 'sdl')).toSorted()).toEqual(
      ['schema.graphql', ...Object.keys(BUILT_SDL).map((path) => basename(path))].toSorted(),
    );
  });

  it('serves the sandbox in an empty folder without a configuration', async () => {
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
    // A worker thread, which has a file of its own, converts the note.
    expect(text).toMatch(/"content":\{"text":"[^"]+"\}/);
  });

  it('serves all files of the explorer', async () => {
    const gateway = startGatewayProcess({ PORT: '0' }, {}, [command()]);
    const origin = await gateway.listening();
    const files = readdirSync('explorer/bundle').map((file) => `/${file.replace(/\.br$/, '')}`);
    const statuses = await Promise.all(
      ['', '/start.json', ...files.filter((file) => file !== '/page.html')].map(
        async (file) => (await fetch(`${origin}/explorer${file}`)).status,
      ),
    );
    await gateway.dispose();
    expect(files.length).toBeGreaterThan(5);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(gateway.output.stdout).toContain(`${origin}/explorer`);
  });

  it('promises no explorer if the installation lacks its bundle', async () => {
    const bundle = join(packageFolder, 'explorer/bundle');
    renameSync(bundle, `${bundle}-away`);
    const gateway = startGatewayProcess({ PORT: '0' }, {}, [command()]);
    const origin = await gateway.listening();
    const statuses = await Promise.all(
      ['', '/start.json', '/licences.txt'].map(
        async (file) => (await fetch(`${origin}/explorer${file}`)).status,
      ),
    );
    await gateway.dispose();
    renameSync(`${bundle}-away`, bundle);
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect(gateway.output.stdout).not.toMatch(/explorer/i);
  });

  it('names its own command for a token, because it has no npm scripts', async () => {
    const issuer = join(folder, 'issuer');
    node(command(), 'token', '--as', 'clinician', '--folder', issuer);
    const gateway = startGatewayProcess({ PORT: '0', AUTH_LOCAL_ISSUER: issuer }, {}, [command()]);
    await gateway.listening();
    await gateway.dispose();
    expect(gateway.output.stdout).toContain(`$(npx ${manifest.name} token --as clinician)`);
  });

  it('has a command for each program', () => {
    expect(node(command(), '--version')).toBe(`${manifest.version}\n`);
    expect(readFileSync(command(), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(node(command(), 'doctor', '--help')).toMatch(/^Usage: .*doctor/);
    expect(node(command(), 'keys', '--help')).toMatch(/^Usage: .*keys/);
    expect(node(command(), 'token', '--help')).toMatch(/^Usage: .*token/);
    expect(node(command(), 'sites', '--help')).toMatch(/^Usage: .*sites/);
    expect(node(command(), 'documents', '--help')).toMatch(/^Usage: .*documents/);
    expect(node(command(), 'start', '--help')).toMatch(
      /^Usage: .*start\|doctor\|keys\|token\|sites\|documents\|sandbox/,
    );
  });

  it('contains the example sites file, with the schema that it names', () => {
    const file = join(packageFolder, 'examples/sites/sites.yaml');
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    expect(JSON.parse(readFileSync(resolve(dirname(file), schema), 'utf8'))).toHaveProperty('$schema');
    expect(node(command(), 'sites', 'list', file)).toMatch(/^northlight .* sandbox standard/m);
  });

  it.each([
    [['strat'], 'Unknown command "strat".'],
    [
      ['start', '--port', '80'],
      '"start" takes no options. Set environment variables instead, such as PORT=4104.',
    ],
  ])('rejects unknown arguments with exit code 2: %s', (args, problem) => {
    const { status, stderr } = spawnSync(process.execPath, [command(), ...args], { encoding: 'utf8' });
    expect([status, stderr.split('\n')[0]]).toEqual([2, problem]);
  });

  it('creates a gateway for another program, which can add routes', () => {
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

  it('runs the first test of docs/testing.md with node --test, and its process ends', () => {
    const first = readBlocks('docs/testing.md').find(({ language }) => language === 'js');
    writeFileSync(join(folder, 'labs.test.mjs'), first?.content ?? '');
    expect(node('--test', '--test-reporter=tap', 'labs.test.mjs')).toMatch(/^# pass 1$[\s\S]*^# fail 0$/m);
  });

  it('contains the introspection result of its schema', () => {
    const print = `import schema from '${manifest.name}/introspection.json' with { type: 'json' };
      console.log(schema.__schema.queryType.name)`;
    expect(node('--input-type=module', '-e', print)).toBe('Query\n');
  });

  it('throws a ConfigError that names every problem of a configuration', () => {
    writeFileSync(
      join(folder, 'misconfigured.mjs'),
      `import { ConfigError, loadConfig } from '${manifest.name}';
       try { loadConfig({ PORT: 'x', HOST: '' , EPIC_CLIENT_ID: 'a' }); } catch (error) {
         console.log(error instanceof ConfigError, error.problems.map((problem) => problem.split(/[ :]/)[0]).join());
       }`,
    );
    expect(node('misconfigured.mjs')).toBe('true PORT,EPIC_BASE_URL,EPIC_PRIVATE_KEY\n');
  });

  it('has types that compile in a strict program', () => {
    link('@types/node', folder);
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
    expect(typeErrorsIn('typed.ts', folder)).toBe('');
  });

  it('has types of its test gateway that compile in a strict program', () => {
    for (const name of ['@types/node', '@medplum/fhirtypes']) link(name, folder);
    writeFileSync(
      join(folder, 'tested.ts'),
      `import type { Observation } from '@medplum/fhirtypes';
       import { CAMILA_LOPEZ, type Failure, startTestGateway } from '${manifest.name}/testing';
       const gateway = await startTestGateway({ settings: { WRITES_ENABLED: 'true' } });
       const failure: Failure = { list: 'labResults', code: 'UPSTREAM_UNAVAILABLE' };
       gateway.fail(failure).undo();
       declare const observation: Observation & { id: string };
       gateway.add(observation, { resourceType: 'Patient', id: 'ada', birthDate: '1990-12-10' });
       const { data } = await gateway.query<{ patient: { fullName: string } }>('', { id: CAMILA_LOPEZ });
       export const name: string | undefined = data?.patient.fullName;
       // @ts-expect-error the FHIR server does not cause this code
       gateway.fail({ code: 'RATE_LIMITED' });
       // @ts-expect-error there is no such list
       gateway.fail({ list: 'laboratory', code: 'FORBIDDEN' });
       await gateway.stop();`,
    );
    expect(typeErrorsIn('tested.ts', folder)).toBe('');
  });
});

/** Returns the compiler's output for a program in this folder. */
function typeErrorsIn(file: string, where: string): string {
  const options = { strict: true, module: 'nodenext', target: 'es2024', noEmit: true, types: ['node'] };
  writeFileSync(join(where, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: [file] }));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler, '-p', where], { encoding: 'utf8' }).stdout;
}

describe('the sandbox package', () => {
  /** A folder in which only the sandbox is installed. */
  let tests: string;
  let files: readonly string[];

  beforeAll(() => {
    tests = mkdtempSync(join(tmpdir(), 'sandbox-package-'));
    const place = join(tests, 'node_modules', sandboxManifest.name);
    files = pack(sandboxManifest, place);
    for (const name of Object.keys(sandboxManifest.dependencies)) link(name, tests);
    mkdirSync(join(tests, 'node_modules/.bin'));
    symlinkSync(join(place, sandboxManifest.bin), join(tests, 'node_modules/.bin', sandboxManifest.name));
    chmodSync(join(place, sandboxManifest.bin), 0o755);
    writeFileSync(join(tests, 'package.json'), '{ "type": "module" }');
  });

  afterAll(() => rmSync(tests, { recursive: true, force: true }));

  it('contains only the program, the README and the license', () => {
    const top = files.filter((path) => !path.includes('/'));
    expect(new Set(top)).toEqual(new Set(['dist', 'LICENSE', 'README.md', 'package.json']));
    expect(files.filter((path) => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  it('starts with npx in an empty folder, and serves a gateway with the settings that it prints', async () => {
    // A process group of its own, so the test can stop npx, its shell and the program.
    const npx = spawn('npx', ['--offline', sandboxManifest.name, '--port', '0'], {
      cwd: tests,
      detached: true,
      env: { HOME: tests, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    for await (const text of npx.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      printed += String(text);
      if (printed.includes('Ctrl+C')) break;
    }
    const settings = printed.split('\n').filter((line) => /^[A-Z_]+=/.test(line));
    const gateway = startGatewayProcess({}, { '.env': ['PORT=0', ...settings].join('\n') }, [command()]);
    const answer = await fetch(`${await gateway.listening()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ patients(first: 1) { fullName mrn } }' }),
    });
    const body: unknown = await answer.json();
    await gateway.dispose();
    process.kill(-(npx.pid ?? 0), 'SIGTERM');
    await once(npx, 'close');
    expect(body).toMatchObject({ data: { patients: [{ fullName: 'Camila Maria Lopez', mrn: '1003713' }] } });
  });

  it('lets other tests start it, add faults and inspect requests', () => {
    writeFileSync(
      join(tests, 'uses.mjs'),
      `import { gatewaySettings, startSandbox } from '${sandboxManifest.name}';
       import { CAMILA_LOPEZ } from '${sandboxManifest.name}/data';
       const sandbox = await startSandbox({ tokenLifetimeSeconds: 60 });
       sandbox.fault({ match: { operation: 'metadata' }, kind: 'status', status: 503 });
       const statuses = [];
       for (let i = 0; i < 2; i += 1) statuses.push((await fetch(sandbox.baseUrl + '/metadata')).status);
       const conditions = sandbox.chart(CAMILA_LOPEZ, 'Condition').length;
       console.log(JSON.stringify([statuses, sandbox.requests.length, conditions > 0, Object.keys(gatewaySettings(sandbox)).length]));
       await sandbox.close();`,
    );
    expect(JSON.parse(run(process.execPath, ['uses.mjs'], tests))).toEqual([[503, 200], 2, true, 6]);
  });

  it('has types that compile in a strict program', () => {
    for (const name of ['@types/node', '@medplum/fhirtypes']) link(name, tests);
    writeFileSync(
      join(tests, 'typed.ts'),
      `import { type Fault, type Sandbox, startSandbox } from '${sandboxManifest.name}';
       import { CAMILA_LOPEZ } from '${sandboxManifest.name}/data';
       const sandbox: Sandbox = await startSandbox({ port: 0, unknownIdInList: 'omit' });
       export const fault: Fault = { match: { operation: 'read' }, kind: 'hang' };
       export const status: string = sandbox.chart(CAMILA_LOPEZ, 'Observation')[0]?.status ?? '';
       // @ts-expect-error there is no such kind
       export const wrong: Fault = { match: {}, kind: 'none' };`,
    );
    expect(typeErrorsIn('typed.ts', tests)).toBe('');
  });
});
