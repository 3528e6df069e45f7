/**
 * `npm run nightly`: what takes long, or depends on chance or on the speed of the machine. Nothing in it blocks a change. Arguments choose steps,
 * or one step and its arguments: `npm run nightly -- soak --minutes 60`.
 */
import { randomInt } from 'node:crypto';
import { chooseSteps, describeFailures, describeTimes, runUntilFailure, type Step } from './steps.ts';

const seed = process.env['TEST_SEED'] ?? String(randomInt(1_000_000));

/** The commands of the packages' tests, by the folder whose lines they have to cover by themselves. */
const PACKAGES = Object.fromEntries(
  ['epic-sandbox', 'client', 'clinical-notes'].map((name) => [
    `packages/${name}/src`,
    `npm test --silent --workspace packages/${name} -- --exclude '**/hostile-notes.matrix.test.ts' --exclude '**/unoptimized.system.test.ts'`,
  ]),
);

const STEPS: readonly Step[] = [
  {
    name: 'seeds',
    command: `TEST_SEED=${seed} vitest run --project '!nightly'`,
    fix: `TEST_SEED=${seed} npx vitest run <the file that failed>`,
  },
  {
    name: 'profile-seeds',
    command: `TEST_SEED=${seed} npm test --silent --prefix e2e -- e2e/fhir/profiles.test.ts`,
    fix: `TEST_SEED=${seed} npm test --prefix e2e -- e2e/fhir/profiles.test.ts`,
  },
  {
    name: 'limits',
    command: 'vitest run --project nightly',
    fix: 'npx vitest run --project nightly <the file that failed>',
  },
  // Coverage slows the reading of hostile notes too much.
  ...Object.entries({ src: 'npm --silent test --', ...PACKAGES }).map(([folder, command]) => ({
    name: `coverage-${folder.split('/')[1] ?? folder}`,
    command: `${command} --coverage '--coverage.include=${folder}/**/*.ts' --coverage.thresholds.lines=95`,
    fix: `tests for the lines of ${folder} that none runs`,
  })),
  {
    name: 'soak',
    command: `node -C source scripts/soak.ts --seed ${seed}`,
    fix: 'npm run nightly -- soak --seed <the printed one>',
  },
  {
    name: 'kills',
    command: 'node -C source scripts/kills.ts',
    fix: 'npm run nightly -- kills 200 <the printed seed>',
  },
  {
    name: 'mutants',
    command: 'node -C source e2e/mutation/run-mutants.ts',
    fix: 'a test that fails for each mutant that survived',
  },
  {
    name: 'mutate',
    command: 'npm run --silent --prefix e2e mutate --',
    fix: 'a test for what the report lists',
  },
];

const chosen = chooseSteps(STEPS, process.argv.slice(2));
const outcomes = [];
// The steps do not depend on each other, so all run.
for (const step of chosen.steps)
  outcomes.push(...(await runUntilFailure({ steps: [step], args: chosen.args })));
for (const line of ['', ...describeTimes(outcomes), ...describeFailures(outcomes)])
  process.stdout.write(`${line}\n`);
process.exitCode = outcomes.every(({ status }) => status === 0) ? 0 : 1;
