import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A folder with tools that do nothing and succeed. */
let root: string;

const TOOLS = ['graphql-codegen', 'knip', 'npm', 'oxlint', 'prettier', 'tsc'];
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

function runCheck(): { status: number | null; end: string } {
  const { status, stdout } = spawnSync(process.execPath, [resolve('scripts/check.ts'), '--without-tests'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: join(root, 'bin') },
  });
  return { status, end: stdout.trimEnd().split('\n\n').at(-1) ?? '' };
}

describe('npm run check', () => {
  it('reports that all checks passed only if the packages of every step are installed', () => {
    for (const folder of OPTIONAL) mkdirSync(join(root, folder, 'node_modules'), { recursive: true });
    expect(runCheck()).toEqual({ status: 0, end: 'All checks passed.' });
  });

  it('names the skipped steps, and the commands that install their packages', () => {
    const { status, end } = runCheck();
    const [title, ...steps] = end.split('\n');
    expect([status, title]).toEqual([
      0,
      'Passed. 6 steps were skipped, because their packages are not installed:',
    ]);
    expect(steps).toHaveLength(6);
    expect(steps[0]).toBe('- the example app: types and lint (to install them: npm run example)');
  });

  it('names the failed step, and the command that fixes it', () => {
    writeTool('tsc', 1);
    expect(runCheck()).toEqual({ status: 1, end: 'Failed: types. To fix it: npx tsc --watch' });
  });
});
