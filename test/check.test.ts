import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matching } from './support/expected.ts';

/** A folder with tools that do nothing and succeed. */
let root: string;

const TOOLS = ['graphql-codegen', 'knip', 'node', 'npm', 'oxlint', 'prettier', 'tsc', 'vitest'];
const OPTIONAL = ['deploy/supergraph', 'e2e', 'e2e/clients', 'examples/chart', 'explorer'];

function writeTool(name: string, exitCode: number): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gateway-check-'));
  mkdirSync(join(root, 'bin'));
  for (const name of TOOLS) writeTool(name, 0);
});

afterEach(() => rmSync(root, { recursive: true }));

interface Run {
  readonly status: number | null;
  readonly blocks: string[];
  /** The last block. */
  readonly end: string;
}

function runCheck(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('scripts/check.ts'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: join(root, 'bin'), ...env },
  });
  const blocks = (stdout + stderr).trimEnd().split('\n\n');
  return { status, blocks, end: blocks.at(-1) ?? '' };
}

function installAll(): void {
  for (const folder of OPTIONAL) mkdirSync(join(root, folder, 'node_modules'), { recursive: true });
}

describe('npm run check', () => {
  it('reports that all checks passed only if the packages of every step are installed', () => {
    installAll();
    expect(runCheck()).toMatchObject({ status: 0, end: 'All checks passed.' });
  });

  it('names the skipped steps, and the commands that install their packages', () => {
    const { status, end } = runCheck();
    const [title, ...steps] = end.split('\n');
    expect([status, title]).toEqual([
      0,
      'Passed. 7 steps were skipped, because their packages are not installed:',
    ]);
    expect(steps).toHaveLength(7);
    expect(steps[0]).toBe('- chart-app (to install them: npm run example)');
  });

  it('stops at the first step that fails, and names the command that fixes it', () => {
    writeTool('tsc', 1);
    writeTool('vitest', 1);
    expect(runCheck()).toMatchObject({ status: 1, end: 'Failed: types. To fix it: npx tsc --watch' });
  });

  it('runs the steps that its arguments name, and passes further arguments to the only one', () => {
    writeFileSync(join(root, 'bin', 'vitest'), '#!/bin/sh\necho "ran $*"\n', { mode: 0o755 });
    expect(runCheck(['types', 'format']).blocks).toEqual(['\n— format', '— types', 'All checks passed.']);
    expect(runCheck(['contracts', "it's", '-t', 'a b']).blocks[0]).toBe(
      "\n— contracts\nran run --project contracts it's -t a b",
    );
    expect(runCheck(['types', 'lint', 'src'])).toMatchObject({
      status: 2,
      end: matching(/^Unknown: src\. Expected steps \(format, lint, /),
    });
  });

  it('runs every step in CI, and prints how long each took and what failed', () => {
    installAll();
    writeTool('tsc', 1);
    const { status, blocks, end } = runCheck([], { CI: 'true' });
    const ran = blocks.flatMap((block) => /^\n?— (\S+) \(\d+ s\)/.exec(block)?.[1] ?? []);
    expect([status, ran.length]).toEqual([1, 20]);
    const lines = end.split('\n');
    expect(lines.slice(0, ran.length).map((line) => line.replace(/^ *\d+ s {2}/, ''))).toEqual(
      expect.arrayContaining(ran),
    );
    expect(lines.slice(ran.length)).toEqual([
      'Failed: types. To fix it: npx tsc --watch',
      'Failed: e2e-types. To fix it: npx tsc -p e2e',
    ]);
  });
});
