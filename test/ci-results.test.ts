import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A repository with one test file for each of CI's runs. */
let root: string;

const FILES = {
  test: 'test/a.test.ts',
  'test-exhaustive': 'test/deep/b.matrix.test.ts',
  'test-e2e': 'e2e/c.test.ts',
} as const;

type Run = keyof typeof FILES;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Writes what Vitest would report of a run whose one test passed, but for these fields. */
function report(run: Run, others: object = {}): void {
  const results = {
    numPassedTests: 1,
    numFailedTests: 0,
    numFailedTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ name: join(root, FILES[run]), assertionResults: [{}] }],
    ...others,
  };
  write(`reports/${run}.json`, JSON.stringify(results));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gateway-ci-'));
  for (const path of Object.values(FILES)) write(path, '');
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  report('test');
  report('test-exhaustive');
  report('test-e2e');
});

afterEach(() => rmSync(root, { recursive: true }));

function end(): { status: number | null; lines: string[] } {
  const { status, stdout } = spawnSync(process.execPath, [resolve('scripts/ci-results.ts')], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('the end of CI', () => {
  it('counts the tests of all runs in its last line', () => {
    report('test', { numPassedTests: 40 });
    expect(end()).toEqual({ status: 0, lines: ['42 passed, 0 failed'] });
  });

  it.each<[what: string, others: object, problem: RegExp, last: string]>([
    ['a test failed', { numFailedTests: 1 }, /^1 tests failed/, '3 passed, 1 failed'],
    ['a file failed', { numFailedTestSuites: 1 }, /^1 test files or suites/, '3 passed, 0 failed'],
    ['a test was skipped', { numPendingTests: 2 }, /^2 tests were skipped/, '3 passed, 0 failed'],
    ['a test is to be written', { numTodoTests: 1 }, /^1 tests are todos/, '3 passed, 0 failed'],
    ['a test file did not run', { testResults: [] }, /^e2e\/c\.test\.ts did not run/, '3 passed, 0 failed'],
  ])('fails where %s', (_what, others, problem, last) => {
    report('test-e2e', others);
    const { status, lines } = end();
    expect([status, lines.at(-1)]).toEqual([1, last]);
    expect(lines[0]).toMatch(problem);
  });

  it('fails where a tracked test file of a package did not run', () => {
    write('packages/notes/test/deep/d.test.ts', '');
    execFileSync('git', ['add', '.'], { cwd: root });
    const { status, lines } = end();
    expect([status, lines[0]]).toEqual([
      1,
      'packages/notes/test/deep/d.test.ts did not run: CI must run every test file.',
    ]);
  });

  it('fails where a run had no test', () => {
    report('test', { numPassedTests: 0 });
    expect(end().status).toBe(1);
  });
});

describe('.ci/run', () => {
  it('sets CI for its programs, and ends with the count', () => {
    const script = readFileSync('.ci/run', 'utf8');
    expect(script).toMatch(/^export CI=true$/m);
    expect(script).toMatch(/\nnpx node scripts\/ci-results\.ts \|\| .*\nexit [^\n]*\n$/);
  });
});
