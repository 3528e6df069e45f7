import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STEPS } from '../../src/doctor/finding.ts';
import { at, including, matching, namesIn } from '../support/expected.ts';
import { type Folder, newFolder, runProgram } from '../support/program.ts';
import { envOf } from './examined.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

const DOCTOR = 'src/doctor/main.ts';
let folder: Folder;
let sandbox: Sandbox | null = null;

beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());
afterAll(() => sandbox?.close());

/** Mark and title of each step, in the order in which they stand there. */
function stepsIn(text: string): string[] {
  const titles = Object.values(STEPS).join('|');
  return [...text.matchAll(new RegExp(`^  ([✓!✗–]) (${titles})  `, 'gm'))].map(
    ([, mark, title]) => `${mark} ${title}`,
  );
}

describe('npm run doctor without a configuration', () => {
  it('walks the way to the embedded sandbox, says so, and ends with 0', async () => {
    const { code, stdout, stderr } = await runProgram(DOCTOR, [], { folder });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('this is the embedded sandbox');
    expect(stepsIn(stdout)).toEqual(
      Object.values(STEPS).map((title) => `${title === 'Key set' ? '–' : '✓'} ${title}`),
    );
    expect(stdout.trimEnd()).toMatch(/13 passed, 1 skipped\. All is well\.$/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.replace(/https?:\S+/, '').length))).toBeLessThan(
      111,
    );
  });

  it('says it as the docs show', async () => {
    const { stdout } = await runProgram(DOCTOR, [], { folder, env: { SITE_TIME_ZONE: 'UTC' } });
    const [, shown = ''] = /```text\n(.*?)```/s.exec(readFileSync('docs/doctor.md', 'utf8')) ?? [];
    expect(shown).not.toBe('');
    expect(inShape(stdout)).toEqual(inShape(shown));
  });

  it('says it to machines by --json, of which nothing else is among', async () => {
    const { code, stdout, stderr } = await runProgram(DOCTOR, ['--json'], { folder });
    const document: unknown = JSON.parse(stdout);
    expect([code, stderr, at(document, 'format'), at(document, 'outcome')]).toEqual([0, '', 1, 'passed']);
    const steps = namesIn(at(document, 'steps')).map((index) => at(document, 'steps', index, 'step'));
    expect(steps).toEqual(Object.keys(STEPS));
    expect(at(document, 'steps', 0, 'facts', 'upstream')).toBe('sandbox');
  });
});

describe('npm run doctor', () => {
  it('obeys .env, and ends with 1 where a step failed', async () => {
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
    expect(stdout).toContain('read the environment and .env');
    expect(stepsIn(stdout)).toEqual(including('✗ Token', '– Reads'));
  });

  it('tells a .env that cannot be read as a finding', async () => {
    mkdirSync(join(folder.path, '.env'));
    const { code, stdout, stderr } = await runProgram(DOCTOR, [], { folder });
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('.env: expected a readable file.');
  });

  it('reports a misspelt security setting of .env, and ends with 1', async () => {
    folder.remove();
    folder = newFolder({ '.env': 'AUDIT_REQUIERD=MARKED\nFAVOURITE=MARKED' });
    const { code, stdout } = await runProgram(DOCTOR, [], { folder });
    expect(code).toBe(1);
    expect(stdout).toContain('Unknown setting AUDIT_REQUIERD. Did you mean AUDIT_REQUIRED?');
    expect(stdout).not.toContain('MARKED');
  });

  it('colours what it says where it is told to, and not where it is told not to', async () => {
    const env = { NODE_ENV: 'production' };
    const coloured = await runProgram(DOCTOR, [], { folder, env: { ...env, FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\u001b[31m✗\u001b[39m');
    const plain = await runProgram(DOCTOR, [], { folder, env: { ...env, NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
    expect([coloured.code, plain.code]).toEqual([1, 1]);
  });

  it('explains itself', async () => {
    const { code, stdout } = await runProgram(DOCTOR, ['--help'], { folder });
    expect([code, stdout]).toEqual([0, matching(/^Usage: npm run doctor/)]);
  });

  it('does not guess what arguments mean', async () => {
    const { code, stdout, stderr } = await runProgram(DOCTOR, ['--jsno'], { folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Unknown option '--jsno'.*\n\nUsage:/s);
  });

  it('ends in time where nobody answers', async () => {
    sandbox ??= await startSandbox();
    const hold = sandbox.hold({});
    const env = { ...definedOf(envOf(sandbox)), EPIC_TIMEOUT_MS: '60000' };
    const { code, stdout } = await runProgram(DOCTOR, ['--timeout', '2'], { folder, env });
    hold.release();
    expect(code).toBe(1);
    expect(stdout).toContain('Not done when the 2 s for all steps were over.');
    expect(stepsIn(stdout)).toHaveLength(Object.keys(STEPS).length);
  });
});

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What is said, but for what differs from run to run: numbers, keys and where lines are broken. */
function inShape(text: string): string {
  return text.replaceAll(/\d+/g, '0').replaceAll(/\s+/g, ' ').trim();
}
