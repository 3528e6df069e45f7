/**
 * `npm run check`: runs all checks, cheapest first. Each failure names the command that fixes it. Skips steps whose packages are not
 * installed, and lists them at the end: most changes do not need them, and CI installs them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Step {
  readonly name: string;
  readonly command: string;
  readonly fix: string;
  /** The folders with additional packages that the step needs, and the command that installs them. */
  readonly needs?: { readonly folders: readonly string[]; readonly installedBy: string };
}

const FIX_OF_TESTS = 'npx vitest run <the file that failed>';
const TESTS: readonly Step[] = [
  {
    name: 'fast tests, with coverage',
    command: 'npm --silent test -- --coverage --coverage.thresholds.lines=95',
    fix: FIX_OF_TESTS,
  },
  { name: 'exhaustive tests', command: 'npm run --silent test:exhaustive', fix: FIX_OF_TESTS },
];

const E2E = { folders: ['e2e', 'e2e/clients', 'deploy/supergraph'], installedBy: 'npm run test:e2e' };

const STEPS: readonly Step[] = [
  { name: 'format', command: 'prettier --check --log-level warn .', fix: 'npm run format' },
  { name: 'lint', command: 'npm run --silent lint', fix: 'npx oxlint --fix, then by hand' },
  { name: 'prose', command: 'npm run --silent prose', fix: 'rewrite each sentence' },
  { name: 'types', command: 'tsc && tsc -p pages', fix: 'npx tsc --watch' },
  {
    name: 'the example app: types and lint',
    command: 'npm run --silent --prefix examples/chart check',
    fix: 'npm run --prefix examples/chart check',
    needs: { folders: ['examples/chart'], installedBy: 'npm run example' },
  },
  {
    name: 'the explorer: types, lint, and a rebuild that matches the committed bundle',
    command: 'npm run --silent explorer -- --check',
    fix: 'npm run explorer',
    needs: { folders: ['explorer'], installedBy: 'npm run explorer' },
  },
  { name: 'generated code', command: 'graphql-codegen --silent --check', fix: 'npm run codegen' },
  {
    name: 'unused code and dependencies',
    // knip finds the commands of e2e/'s packages only if they are installed.
    command: isInstalled(E2E.folders) ? 'knip' : 'knip --exclude dependencies,binaries',
    fix: 'delete what is listed',
  },
  { name: 'build', command: 'npm run --silent build', fix: 'npm run build' },
  {
    name: 'e2e: types',
    command: 'tsc -p e2e && tsc -p deploy/supergraph',
    fix: 'npx tsc -p e2e --watch',
    needs: E2E,
  },
  {
    name: 'e2e: lint',
    command: 'oxlint --deny-warnings --config e2e/.oxlintrc.json e2e deploy/supergraph',
    fix: 'npx oxlint --config e2e/.oxlintrc.json --fix e2e, then by hand',
    needs: E2E,
  },
  {
    name: 'breaking changes of the schema',
    command: 'npm run --silent breaking-changes',
    fix: 'undo them, or announce them as the message says',
    needs: E2E,
  },
  { name: 'the package', command: 'npm run --silent package', fix: 'npm run package', needs: E2E },
  ...TESTS,
];

/** For runs after the tests, as in CI. */
const skipsTests = process.argv.includes('--without-tests');

const chosen = STEPS.filter((step) => !(skipsTests && TESTS.includes(step)));
const unchecked = chosen.filter(({ needs }) => needs !== undefined && !isInstalled(needs.folders));

for (const { name, command, fix } of chosen.filter((step) => !unchecked.includes(step))) {
  process.stdout.write(`\n— ${name}\n`);
  const { status } = spawnSync(command, { stdio: 'inherit', shell: true });
  if (status !== 0) {
    process.stdout.write(`\nFailed: ${name}. To fix it: ${fix}\n`);
    process.exit(1);
  }
}
if (unchecked.length === 0) {
  process.stdout.write('\nAll checks passed.\n');
} else {
  process.stdout.write(
    `\nPassed. ${unchecked.length} steps were skipped, because their packages are not installed:\n`,
  );
  for (const { name, needs } of unchecked)
    process.stdout.write(`- ${name} (to install them: ${needs?.installedBy ?? ''})\n`);
}

function isInstalled(folders: readonly string[]): boolean {
  return folders.every((folder) => existsSync(`${folder}/node_modules`));
}
