import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A repository with one test file for each test run of CI. */
let root: string;

const FILES = {
  test: 'test/a.test.ts',
  contracts: 'test/deep/b.matrix.test.ts',
  e2e: 'e2e/c.test.ts',
} as const;

type Run = keyof typeof FILES;

const PASSED = { fullName: 'a test', status: 'passed', failureMessages: [] };

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A failed test with a message of over 5,000 characters. */
function failed(title: string) {
  return {
    fullName: title,
    status: 'failed',
    failureMessages: [`\u001B[31mError: ${title} ${'!'.repeat(5_000)}\u001B[39m`],
  };
}

/** Returns the result of a file that failed. */
function fileOf(path: string, assertionResults: readonly object[], message = '') {
  return { name: join(root, path), status: 'failed', message, assertionResults };
}

/** Writes Vitest's report of a run with one passed test, changed by these fields. */
function writeReport(run: Run, changes: object = {}): void {
  const results = {
    numPassedTests: 1,
    numFailedTests: 0,
    numFailedTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [
      { name: join(root, FILES[run]), status: 'passed', message: '', assertionResults: [PASSED] },
    ],
    ...changes,
  };
  write(`reports/${run}.json`, JSON.stringify(results));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gateway-ci-'));
  for (const path of Object.values(FILES)) write(path, '');
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  writeReport('test');
  writeReport('contracts');
  writeReport('e2e');
});

afterEach(() => rmSync(root, { recursive: true }));

function runScript(): { status: number | null; lines: string[] } {
  const { status, stdout } = spawnSync(process.execPath, [resolve('scripts/ci-results.ts')], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('scripts/ci-results.ts', () => {
  it('prints the number of tests of all runs in its last line', () => {
    writeReport('test', { numPassedTests: 40 });
    expect(runScript()).toEqual({ status: 0, lines: ['42 passed, 0 failed'] });
  });

  it.each<[what: string, changes: object, problem: RegExp, last: string]>([
    ['a test failed', { numFailedTests: 1 }, /^1 tests failed/, '3 passed, 1 failed'],
    ['a file failed', { numFailedTestSuites: 1 }, /^1 test files or suites/, '3 passed, 0 failed'],
    ['a test was skipped', { numPendingTests: 2 }, /^2 tests were skipped/, '3 passed, 0 failed'],
    ['a test is a todo', { numTodoTests: 1 }, /^1 tests are todos/, '3 passed, 0 failed'],
    ['a test file did not run', { testResults: [] }, /^e2e\/c\.test\.ts did not run/, '3 passed, 0 failed'],
  ])('fails if %s', (_what, changes, problem, last) => {
    writeReport('e2e', changes);
    const { status, lines } = runScript();
    expect([status, lines.at(-1)]).toEqual([1, last]);
    expect(lines[0]).toMatch(problem);
  });

  it('repeats the names and messages of failed tests and files, up to a limit', () => {
    const titles = Array.from({ length: 9 }, (_, index) => `case ${index}`);
    writeReport('test', {
      numFailedTests: 10,
      testResults: [
        fileOf(FILES.test, [PASSED, ...titles.map(failed)]),
        fileOf('test/broken.test.ts', [], 'SyntaxError: unexpected'),
        fileOf('test/e.test.ts', [failed('one too many')]),
      ],
    });
    const { lines } = runScript();
    const output = lines.join('\n');
    for (const title of titles) expect(output).toContain(`\ntest/a.test.ts: ${title}\nError: ${title} !`);
    expect(output).toContain('\ntest/broken.test.ts\nSyntaxError: unexpected\n');
    expect(output).not.toContain('one too many');
    expect(output).not.toContain('a test');
    expect(lines).toContain('1 further failures: see the output of Vitest.');
    expect(output.length).toBeLessThan(11_000);
    expect(lines.at(-1)).toBe('3 passed, 10 failed');
  });

  it('names a file whose hook failed, of which the report has no error', () => {
    writeReport('test', { numFailedTestSuites: 1, testResults: [fileOf(FILES.test, [PASSED])] });
    expect(runScript().lines.slice(1, 3)).toEqual([
      'test/a.test.ts',
      'A hook failed, or the file did not end: see the output of Vitest.',
    ]);
  });

  it('fails if a tracked test file of a package did not run', () => {
    write('packages/notes/test/deep/d.test.ts', '');
    execFileSync('git', ['add', '.'], { cwd: root });
    const { status, lines } = runScript();
    expect([status, lines[0]]).toEqual([
      1,
      'packages/notes/test/deep/d.test.ts did not run: CI must run every test file.',
    ]);
  });

  it('expects no nightly test', () => {
    write('test/deep/d.nightly.test.ts', '');
    execFileSync('git', ['add', '.'], { cwd: root });
    expect(runScript()).toEqual({ status: 0, lines: ['3 passed, 0 failed'] });
  });

  it('fails if a run had no test, or wrote no results', () => {
    writeReport('test', { numPassedTests: 0 });
    expect(runScript().status).toBe(1);
    rmSync(join(root, 'reports'), { recursive: true });
    expect(runScript().status).toBe(1);
  });
});

describe('.ci/run', () => {
  it('sets the variable CI, and ends with the number of tests', () => {
    const script = readFileSync('.ci/run', 'utf8');
    expect(script).toMatch(/^export CI=true$/m);
    expect(script).toMatch(/\nnpx node scripts\/ci-results\.ts \|\| .*\nexit [^\n]*\n$/);
  });
});
