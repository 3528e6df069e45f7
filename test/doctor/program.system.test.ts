import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/doctor/finding.ts';
import { FROM_SOURCE } from '../support/from-source.ts';
import { at, including, matching, namesIn } from '../support/expected.ts';
import { type Folder, newFolder, runProgram } from '../support/program.ts';
import { envOf } from './examined.ts';

const DOCTOR = 'src/doctor/main.ts';
let folder: Folder;
let sandbox: Sandbox | null = null;

beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());
afterAll(() => sandbox?.close());

/** Returns the mark and title of each step, in order. */
function stepsIn(text: string): string[] {
  const titles = Object.values(STEPS).join('|');
  return [...text.matchAll(new RegExp(`^  ([✓!✗–]) (${titles})  `, 'gm'))].map(
    ([, mark, title]) => `${mark} ${title}`,
  );
}

describe('npm run doctor without a configuration', () => {
  it('checks the embedded sandbox, and exits with 0', async () => {
    const { code, stdout, stderr } = await runProgram(DOCTOR, [], { folder });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('the doctor checks the embedded sandbox');
    expect(stepsIn(stdout)).toEqual(
      Object.values(STEPS).map((title) => `${title === 'Key set' ? '–' : '✓'} ${title}`),
    );
    expect(stdout.trimEnd()).toMatch(/13 passed, 1 skipped\. The gateway works\.$/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.replace(/https?:\S+/, '').length))).toBeLessThan(
      111,
    );
  });

  it('prints what docs/doctor.md shows', async () => {
    const { stdout } = await runProgram(DOCTOR, [], { folder, env: { SITE_TIME_ZONE: 'UTC' } });
    const [, shown = ''] = /```text\n(.*?)```/s.exec(readFileSync('docs/doctor.md', 'utf8')) ?? [];
    const parts = shown.split('…').map(normalize);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(normalize(stdout)).toContain(part);
  });

  it('prints only a JSON document with --json', async () => {
    const { code, stdout, stderr } = await runProgram(DOCTOR, ['--json'], { folder });
    const document: unknown = JSON.parse(stdout);
    expect([code, stderr, at(document, 'format'), at(document, 'outcome')]).toEqual([0, '', 1, 'passed']);
    const steps = namesIn(at(document, 'steps')).map((index) => at(document, 'steps', index, 'step'));
    expect(steps).toEqual(Object.keys(STEPS));
    expect(at(document, 'steps', 0, 'facts', 'upstream')).toBe('sandbox');
  });
});

describe('npm run doctor', () => {
  it('completes if the reader of its output closes the pipe, as head does', async () => {
    const doctor = spawn(process.execPath, [...FROM_SOURCE, resolve('src/cli.ts'), 'doctor'], {
      cwd: folder.path,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    doctor.stdout.once('data', () => doctor.stdout.destroy());
    const [errors] = await Promise.all([readText(doctor.stderr), once(doctor, 'exit')]);
    expect([doctor.exitCode, errors]).toEqual([0, '']);
  });

  it('reads .env, and exits with 1 if a step fails', async () => {
    sandbox = await startSandbox();
    const { EPIC_PRIVATE_KEY: key = '', ...others } = envOf(sandbox, { EPIC_KEY_ID: 'other' });
    folder.remove();
    folder = newFolder({
      '.env': Object.entries({ ...others, EPIC_PRIVATE_KEY: key.trim().replaceAll('\n', String.raw`\n`) })
        .map(([name, value]) => `${name}=${value}`)
        .join('\n'),
    });
    const { code, stdout } = await runProgram(DOCTOR, [], { folder });
    expect(code).toBe(1);
    expect(stdout).toContain('reading the environment and .env');
    expect(stepsIn(stdout)).toEqual(including('✗ Token', '– Reads'));
  });

  it('reports an unreadable .env in the step Configuration', async () => {
    mkdirSync(join(folder.path, '.env'));
    const { code, stdout, stderr } = await runProgram(DOCTOR, [], { folder });
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('.env: expected a readable file.');
  });

  it('reports a misspelled security setting of .env, and exits with 1', async () => {
    folder.remove();
    folder = newFolder({ '.env': 'AUDIT_REQUIERD=MARKED\nFAVOURITE=MARKED' });
    const { code, stdout } = await runProgram(DOCTOR, [], { folder });
    expect(code).toBe(1);
    expect(stdout).toContain('Unknown setting AUDIT_REQUIERD. Did you mean AUDIT_REQUIRED?');
    expect(stdout).not.toContain('MARKED');
  });

  it('obeys FORCE_COLOR and NO_COLOR', async () => {
    const env = { NODE_ENV: 'production' };
    const colored = await runProgram(DOCTOR, [], { folder, env: { ...env, FORCE_COLOR: '1' } });
    expect(colored.stdout).toContain('\u001b[31m✗\u001b[39m');
    const plain = await runProgram(DOCTOR, [], { folder, env: { ...env, NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
    expect([colored.code, plain.code]).toEqual([1, 1]);
  });

  it('prints its usage with --help', async () => {
    const { code, stdout } = await runProgram(DOCTOR, ['--help'], { folder });
    expect([code, stdout]).toEqual([0, matching(/^Usage: npm run doctor/)]);
  });

  it('rejects unknown arguments with exit code 2', async () => {
    const { code, stdout, stderr } = await runProgram(DOCTOR, ['--jsno'], { folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Unknown option '--jsno'.*\n\nUsage:/s);
  });

  it('exits at the time limit if the server does not answer', async () => {
    sandbox ??= await startSandbox();
    const hold = sandbox.hold({});
    const env = { ...definedOf(envOf(sandbox)), EPIC_TIMEOUT_MS: '120000' };
    const { code, stdout } = await runProgram(DOCTOR, ['--timeout', '2'], { folder, env });
    hold.release();
    expect(code).toBe(1);
    expect(stdout).toContain('The step did not finish within the 2 s');
    expect(stepsIn(stdout)).toHaveLength(Object.keys(STEPS).length);
  });
});

describe('npm run doctor with SITES_FILE', () => {
  const SITES = {
    'sites.yaml': [
      'sites:',
      '  north: { name: North, sandbox: standard }',
      '  south: { sandbox: childrens }',
      '  closed: { baseUrl: "http://127.0.0.1:9/R4", auth: none }',
    ].join('\n'),
  };
  const env = { SITES_FILE: 'sites.yaml' };
  const newSites = (files: Readonly<Record<string, string>> = SITES): void => {
    folder.remove();
    folder = newFolder(files);
  };

  it('prints one table with --all, and exits with 1 if any site fails', async () => {
    newSites();
    const { code, stdout, stderr } = await runProgram(DOCTOR, ['--all'], { folder, env });
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/ ✓ north +North +passed +passed\n/);
    expect(stdout).toMatch(/ ✗ closed +skipped +skipped\n +Connection: Could not connect/);
    expect(stdout).toContain('1 failed, 1 warning, 1 passed.');
    const { stdout: json } = await runProgram(DOCTOR, ['--all', '--json'], { folder, env });
    const document: unknown = JSON.parse(json);
    const sites = at(document, 'sites');
    expect(namesIn(sites).map((index) => at(sites, index, 'id'))).toEqual(['north', 'south', 'closed']);
    expect(namesIn(at(sites, 0, 'steps'))).toHaveLength(Object.keys(STEPS).length);
  });

  it('prints the steps of one site with --site', async () => {
    newSites();
    const { code, stdout } = await runProgram(DOCTOR, ['--site', 'north'], { folder, env });
    expect(code).toBe(0);
    expect(stdout).toContain('Checking the site north of 3 (--all checks every site)');
    expect(stdout).toContain('The embedded sandbox standard, with synthetic data.');
    expect(stepsIn(stdout)).toHaveLength(Object.keys(STEPS).length);
    const json = await runProgram(DOCTOR, ['--json'], { folder, env: { ...env, DEFAULT_SITE: 'north' } });
    expect(at(JSON.parse(json.stdout), 'site')).toBe('north');
  });

  it('says which options exist if the site is not clear', async () => {
    newSites();
    expect(await runProgram(DOCTOR, [], { folder, env })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'SITES_FILE has 3 sites: north, south, closed. Use --site ID to check one of them, or --all to check every site.\n',
    });
    expect(await runProgram(DOCTOR, ['--all'], { folder })).toMatchObject({
      code: 2,
      stderr: matching(/^SITES_FILE is not set\./),
    });
  });

  it.each([[[]], [['--all']], [['--site', 'north']]])(
    'reports every problem of an invalid file, with the arguments %j',
    async (args) => {
      newSites({ 'sites.yaml': 'sites: { north: {}, south: { sandbox: none }, closed: { baseUrl: x } }' });
      const { code, stdout } = await runProgram(DOCTOR, args, { folder, env });
      expect(code).toBe(1);
      for (const place of ['sites.north.baseUrl', 'sites.south.sandbox', 'sites.closed.baseUrl'])
        expect(stdout).toContain(place);
      expect(stdout).not.toContain('EPIC_');
    },
  );
});

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Normalizes numbers and line breaks, which differ from run to run. */
function normalize(text: string): string {
  return text.replaceAll(/\d+/g, '0').replaceAll(/\s+/g, ' ').trim();
}
