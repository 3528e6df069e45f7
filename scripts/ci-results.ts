/**
 * The last step of CI: adds up the test results in reports/. Fails if a test failed, was skipped or is a todo, or if a tracked test file did
 * not run. Prints the counts in the last line.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';

const RUNS = ['test', 'test-exhaustive', 'test-e2e'];
const TEST_FILES = ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'e2e/**/*.test.ts'];

/** The relevant part of the output of Vitest's JSON reporter. */
const RESULTS = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.unknown()) })),
});

type Count = Exclude<keyof z.infer<typeof RESULTS>, 'testResults'>;

const results = RUNS.map((run) => RESULTS.parse(JSON.parse(readFileSync(`reports/${run}.json`, 'utf8'))));
const ran = new Set(
  results
    .flatMap(({ testResults }) => testResults)
    .filter(({ assertionResults }) => assertionResults.length > 0)
    .map(({ name }) => relative('', name)),
);
const notRun = execFileSync('git', ['ls-files', '-z', '--', ...TEST_FILES.map((glob) => `:(glob)${glob}`)], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && !ran.has(path));

const problems = [
  ...notRun.map((path) => `${path} did not run: CI must run every test file.`),
  ...describeCount(sum('numPendingTests'), 'tests were skipped: CI must not skip any.'),
  ...describeCount(sum('numTodoTests'), 'tests are todos: CI accepts none.'),
  ...describeCount(sum('numFailedTestSuites'), 'test files or suites failed.'),
  ...describeCount(sum('numFailedTests'), 'tests failed.'),
];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed\n`);
process.exitCode = problems.length === 0 && results.every((run) => run.numPassedTests > 0) ? 0 : 1;

function sum(count: Count): number {
  return results.reduce((total, run) => total + run[count], 0);
}

function describeCount(count: number, problem: string): string[] {
  return count === 0 ? [] : [`${count} ${problem}`];
}
