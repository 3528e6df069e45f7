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
  command: 'vitest run --coverage',
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

const STEPS: readonly Step[] = [
  { name: 'format', command: 'prettier --check --log-level warn .', mend: 'npm run format' },
  { name: 'lint', command: 'npm run --silent lint', mend: 'npx oxlint --fix, then by hand' },
  { name: 'types', command: 'tsc && tsc -p deploy/supergraph && tsc -p explorer', mend: 'npx tsc --watch' },
  EXAMPLE,
  { name: 'generated code', command: 'graphql-codegen --silent --check', mend: 'npm run codegen' },
  {
    name: 'breaking changes of the schema',
    command: 'node scripts/breaking-changes.ts',
    mend: 'undo them, or announce them as it says',
  },
  { name: 'unused code and dependencies', command: 'knip', mend: 'delete what is listed' },
  { name: 'build, and the package', command: 'npm run --silent package', mend: 'npm run package' },
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
