/**
 * The last step of CI: adds up the test results in reports/. Fails if a test failed, was skipped or is a todo, or if a tracked test file did
 * not run. Repeats what failed, because only the end of a long log may be kept. Prints the counts in the last line.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** How many failures are repeated, and how much of each: what Vitest printed earlier has the rest. */
const MAX_FAILURES = 10;
const MAX_CHARACTERS = 1_000;

const TEST_FILES = ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'e2e/**/*.test.ts'];

/** The relevant part of the output of Vitest's JSON reporter. */
const RESULTS = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string().nullable()),
        }),
      ),
    }),
  ),
});

type TestFile = z.infer<typeof RESULTS>['testResults'][number];

type Count = Exclude<keyof z.infer<typeof RESULTS>, 'testResults'>;

const results = globSync('reports/*.json').map((path) =>
  RESULTS.parse(JSON.parse(readFileSync(path, 'utf8'))),
);
const files = results.flatMap(({ testResults }) => testResults);
const ran = new Set(
  files.filter(({ assertionResults }) => assertionResults.length > 0).map(({ name }) => relative('', name)),
);
const notRun = execFileSync('git', ['ls-files', '-z', '--', ...TEST_FILES.map((glob) => `:(glob)${glob}`)], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && !path.endsWith('.nightly.test.ts') && !ran.has(path));

const failures = files.flatMap(describeFailures);

const problems = [
  ...failures
    .slice(0, MAX_FAILURES)
    .map((failure) => `\n${stripVTControlCharacters(failure).slice(0, MAX_CHARACTERS)}\n`),
  ...describeCount(
    Math.max(0, failures.length - MAX_FAILURES),
    'further failures: see the output of Vitest.',
  ),
  ...notRun.map((path) => `${path} did not run: CI must run every test file.`),
  ...describeCount(sum('numPendingTests'), 'tests were skipped: CI must not skip any.'),
  ...describeCount(sum('numTodoTests'), 'tests are todos: CI accepts none.'),
  ...describeCount(sum('numFailedTestSuites'), 'test files or suites failed.'),
  ...describeCount(sum('numFailedTests'), 'tests failed.'),
];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed\n`);
process.exitCode =
  problems.length === 0 && results.length > 0 && results.every((run) => run.numPassedTests > 0) ? 0 : 1;

function sum(count: Count): number {
  return results.reduce((total, run) => total + run[count], 0);
}

function describeCount(count: number, problem: string): string[] {
  return count === 0 ? [] : [`${count} ${problem}`];
}

/** Returns a text for each failed test of the file, and for the file if it could not run. The report has no errors of hooks. */
function describeFailures({ name, status, message, assertionResults }: TestFile): string[] {
  const file = relative('', name);
  const tests = assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages.join('\n')}`);
  if (message !== '') return [`${file}\n${message}`, ...tests];
  const isHook = status === 'failed' && tests.length === 0;
  return isHook ? [`${file}\nA hook failed, or the file did not end: see the output of Vitest.`] : tests;
}
