/** `npm run check`: everything that must hold, cheapest first; each failure says the command that mends it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Step {
  readonly name: string;
  readonly command: string;
  readonly mend: string;
}

const TESTS: Step = {
  name: 'tests, with coverage',
  command:
    'vitest run --project unit --project graph --project exhaustive --coverage --coverage.thresholds.lines=95',
  mend: 'npx vitest run <the file that failed>',
};

/** It has packages of its own, which a change elsewhere does not need; CI installs them. */
const EXAMPLE: Step = {
  name: 'the example app: types and lint',
  command: existsSync('examples/chart/node_modules')
    ? 'npm run --silent --prefix examples/chart check'
    : 'echo "Not checked: npm ci --prefix examples/chart"',
  mend: 'npm run --prefix examples/chart check',
};

/** `npm run test:e2e` installs their packages, which most changes do not need. CI runs it first. */
const HAS_E2E = ['e2e', 'deploy/supergraph'].every((folder) => existsSync(`${folder}/node_modules`));

const E2E: readonly Step[] = HAS_E2E
  ? [
      {
        name: 'e2e: types',
        command: 'tsc -p e2e && tsc -p deploy/supergraph',
        mend: 'npx tsc -p e2e --watch',
      },
      {
        name: 'e2e: lint',
        command: 'oxlint --deny-warnings --config e2e/.oxlintrc.json e2e deploy/supergraph',
        mend: 'npx oxlint --config e2e/.oxlintrc.json --fix e2e, then by hand',
      },
      {
        name: 'breaking changes of the schema',
        command: 'npm run --silent breaking-changes',
        mend: 'undo them, or announce them as it says',
      },
      { name: 'the package', command: 'npm run --silent package', mend: 'npm run package' },
    ]
  : [{ name: 'e2e', command: 'echo "Not checked: npm run test:e2e"', mend: 'npm run test:e2e' }];

/** It needs the packages of explorer/, which most changes do not. CI runs the command itself. */
const EXPLORER: Step = {
  name: 'the explorer: types, lint, and a rebuild that matches the committed bundle',
  command: existsSync('explorer/node_modules')
    ? 'npm run --silent explorer -- --check'
    : 'echo "Not checked: npm run explorer -- --check"',
  mend: 'npm run explorer',
};

const STEPS: readonly Step[] = [
  { name: 'format', command: 'prettier --check --log-level warn .', mend: 'npm run format' },
  { name: 'lint', command: 'npm run --silent lint', mend: 'npx oxlint --fix, then by hand' },
  { name: 'types', command: 'tsc', mend: 'npx tsc --watch' },
  EXAMPLE,
  EXPLORER,
  { name: 'generated code', command: 'graphql-codegen --silent --check', mend: 'npm run codegen' },
  {
    name: 'unused code and dependencies',
    // Where e2e/ is not installed, knip cannot know which of its packages have a command.
    command: HAS_E2E ? 'knip' : 'knip --exclude dependencies,binaries',
    mend: 'delete what is listed',
  },
  { name: 'build', command: 'npm run --silent build', mend: 'npm run build' },
  ...E2E,
  TESTS,
];

/** For a run that has the tests behind it already, as in CI. */
const skipsTests = process.argv.includes('--without-tests');

for (const step of STEPS) {
  if (skipsTests && step === TESTS) continue;
  process.stdout.write(`\n— ${step.name}\n`);
  const { status } = spawnSync(step.command, { stdio: 'inherit', shell: true });
  if (status !== 0) {
    process.stdout.write(`\nFailed: ${step.name}. To mend it: ${step.mend}\n`);
    process.exit(1);
  }
}
process.stdout.write('\nAll checks passed.\n');
