/**
 * `node e2e/mutation/run-mutants.ts [words of a rule]`: applies each mutant of `mutants.ts` to a copy of the repository, and runs the test
 * that must fail. If it passes, the mutant survives: no test protects the guard or the clinical rule.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { applyMutant, type Mutant, MUTANTS } from './mutants.ts';

/** `broken`: the test file did not run, so that its failure proves nothing. */
type Outcome = 'killed' | 'survived' | 'broken' | 'outdated';

const started = performance.now();
const root = resolve(import.meta.dirname, '../..');
const words = process.argv.slice(2).join(' ');
const chosen = MUTANTS.filter(({ rule }) => rule.includes(words));
const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
try {
  copyRepository();
  process.exitCode = killAll() ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true });
}

function killAll(): boolean {
  // A test that fails in any case would seem to kill its mutants.
  if (!runTests([...new Set(chosen.map(({ test }) => test))], 'inherit')) {
    report('The tests fail without a mutant. Fix them first.');
    return false;
  }
  const outcomes = chosen.map((mutant) => {
    const outcome = tryMutant(mutant);
    report(`${outcome}: ${mutant.rule} (${mutant.file}, ${mutant.test})`);
    if (outcome === 'outdated')
      report('  Its text must occur exactly once in the file. Update the table in e2e/mutation.');
    return outcome;
  });
  const figures = [...Map.groupBy(outcomes, (outcome) => outcome)].map(
    ([outcome, { length }]) => `${length} ${outcome}`,
  );
  const seconds = Math.round((performance.now() - started) / 1_000);
  report(`${chosen.length} mutants: ${figures.join(', ')}; ${seconds} s.`);
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'killed');
}

function tryMutant(mutant: Mutant): Outcome {
  const path = join(copy, mutant.file);
  const source = readFileSync(path, 'utf8');
  const mutated = applyMutant(mutant, source);
  if (mutated === null) return 'outdated';
  writeFileSync(path, mutated);
  const passes = runTests([mutant.test], 'ignore');
  writeFileSync(path, source);
  if (passes) return 'survived';
  return /"numFailedTests":[1-9]/.test(readFileSync(join(copy, 'results.json'), 'utf8'))
    ? 'killed'
    : 'broken';
}

/** Returns whether the test files pass. Stops at the first failure. */
function runTests(files: readonly string[], stdio: 'inherit' | 'ignore'): boolean {
  const results = join(copy, 'results.json');
  writeFileSync(results, '');
  const options = ['--bail=1', '--reporter=dot', '--reporter=json', `--outputFile=${results}`];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  return (
    spawnSync(process.execPath, [vitest, 'run', ...options, ...files], { cwd: copy, stdio }).status === 0
  );
}

/** Copies the files that Git tracks or would add, and links the installed packages. */
function copyRepository(): void {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  for (const path of listed.stdout.split('\0')) if (path !== '') cpSync(join(root, path), join(copy, path));
  const [installed, linked] = [join(root, 'node_modules'), join(copy, 'node_modules')];
  mkdirSync(linked);
  for (const name of readdirSync(installed)) {
    // Vite keeps its caches in hidden folders. The copy gets its own.
    if (name.startsWith('.') && name !== '.bin') continue;
    const target = realpathSync(join(installed, name));
    const path = relative(root, target);
    // Otherwise the modules of this repository's packages would exist twice.
    symlinkSync(path.startsWith('packages/') ? join(copy, path) : target, join(linked, name));
  }
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
