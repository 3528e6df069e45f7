/**
 * `npm run check`: what CI runs, cheapest first. Each failure names the command that fixes it. Arguments choose steps, or one step and its
 * arguments: `npm run check -- types lint`, `npm run check -- contracts test/canary.matrix.test.ts`.
 *
 * Stops at the first failure, and skips steps whose packages are not installed: most changes do not need them. With CI=true it runs every step in
 * three lanes side by side, writes the results of the tests to reports/, and prints how long each step took.
 */
import {
  chooseSteps,
  describeFailures,
  describeTimes,
  isInstalled,
  runLanes,
  runUntilFailure,
  type Step,
} from './steps.ts';

const isCi = process.env['CI'] === 'true' && process.argv.length === 2;

const FIX_OF_TESTS = 'npx vitest run <the file that failed>';
const E2E = { folders: ['e2e', 'e2e/clients', 'deploy/supergraph'], installedBy: 'npm test --prefix e2e' };
const CHART = { folders: ['examples/chart'], installedBy: 'npm run example' };
const EXPLORER = { folders: ['explorer'], installedBy: 'npm run --prefix explorer bundle' };

const CHECKS: readonly Step[] = [
  {
    name: 'format',
    command: 'prettier --check --log-level warn .',
    fix: 'npx prettier --write .',
  },
  {
    name: 'lint',
    command: 'oxlint --deny-warnings --disable-nested-config',
    fix: 'npx oxlint --fix, then by hand',
  },
  { name: 'prose', command: 'node scripts/prose-lint.ts', fix: 'rewrite each sentence' },
  { name: 'types', command: 'tsc && tsc -p pages', fix: 'npx tsc --watch' },
  {
    name: 'chart-app',
    command: 'npm run --silent --prefix examples/chart check',
    fix: 'npm run --prefix examples/chart check',
    needs: CHART,
  },
  {
    name: 'explorer',
    command: 'npm run --silent --prefix explorer bundle -- --check',
    fix: 'npm run --prefix explorer bundle',
    needs: EXPLORER,
  },
  { name: 'generated', command: 'graphql-codegen --silent --check', fix: 'npm run codegen' },
  {
    name: 'unused',
    // knip finds the commands of e2e/'s packages only if they are installed.
    command: isInstalled({ name: '', command: '', fix: '', needs: E2E })
      ? 'knip'
      : 'knip --exclude dependencies,binaries',
    fix: 'delete what is listed',
  },
  { name: 'e2e-types', command: 'tsc -p e2e && tsc -p deploy/supergraph', fix: 'npx tsc -p e2e', needs: E2E },
  {
    name: 'e2e-lint',
    command: 'oxlint --deny-warnings --config e2e/.oxlintrc.json e2e deploy/supergraph',
    fix: 'npx oxlint --config e2e/.oxlintrc.json --fix e2e, then by hand',
    needs: E2E,
  },
  {
    name: 'breaking-changes',
    command: 'npm run --silent --prefix e2e breaking-changes',
    fix: 'undo them, or announce them as the message says',
    needs: E2E,
  },
];

/** Builds dist/, as the tests of processes do, so the two share a lane. */
const PACKAGE: Step = {
  name: 'package',
  command: 'npm run --silent build && npm run --silent --prefix e2e package',
  fix: 'npm run check -- package',
  needs: E2E,
};

const TESTS: readonly Step[] = [
  tests('test', 'npm --silent test --'),
  ...['epic-sandbox', 'client', 'clinical-notes'].map((name) =>
    tests(name, `npm test --silent --workspace packages/${name} --`),
  ),
  tests('chart', 'npm test --silent --prefix examples/chart --'),
  tests('contracts', 'vitest run --project contracts'),
];

/** Waits most of the time, for timeouts in other processes. */
const PROCESSES = tests('processes', 'vitest run --project processes');

const END_TO_END: Step = { ...tests('e2e', 'npm test --silent --prefix e2e --'), needs: E2E };

/** @param name also of its results in reports/ */
function tests(name: string, command: string): Step {
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=reports/${name}.json`];
  return { name, command: isCi ? [command, ...options].join(' ') : command, fix: FIX_OF_TESTS };
}

const { steps, args } = chooseSteps(
  [...CHECKS, PACKAGE, ...TESTS, PROCESSES, END_TO_END],
  process.argv.slice(2),
);
if (isCi) {
  const outcomes = await runLanes([TESTS, [PACKAGE, PROCESSES], [...CHECKS, END_TO_END]]);
  for (const line of ['', ...describeTimes(outcomes), ...describeFailures(outcomes)])
    process.stdout.write(`${line}\n`);
  process.exitCode = outcomes.every(({ status }) => status === 0) ? 0 : 1;
} else {
  const skipped = steps.filter((step) => !isInstalled(step));
  const outcomes = await runUntilFailure({ steps: steps.filter(isInstalled), args });
  const failures = describeFailures(outcomes);
  const ending =
    skipped.length === 0
      ? ['All checks passed.']
      : [
          `Passed. ${skipped.length} steps were skipped, because their packages are not installed:`,
          ...skipped.map(({ name, needs }) => `- ${name} (to install them: ${needs?.installedBy ?? ''})`),
        ];
  for (const line of ['', ...(failures.length === 0 ? ending : failures)]) process.stdout.write(`${line}\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
