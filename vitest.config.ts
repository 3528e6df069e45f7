import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { FROM_SOURCE, SOURCE_CONDITIONS } from './test/support/from-source.ts';
import { ALL, sampleBy } from './test/support/rows.ts';
import { reachesSandbox, testFiles } from './test/support/test-files.ts';

/** Generated cases by the hundred: `npm test` runs a sample of their rows. */
const MATRICES = testFiles('.matrix.test.ts');
/** Programs, stores, load and kills: they start processes or wait for real time to pass. */
const SYSTEM = testFiles('.system.test.ts');
const OTHERS = testFiles('.test.ts').filter((file) => !MATRICES.includes(file) && !SYSTEM.includes(file));

function project(
  name: string,
  include: readonly string[],
  options: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [...include], ...options } };
}

/** Workers keep their modules from file to file, so a test leaves nothing behind in them. */
const SHARED_WORKERS = { pool: 'forks', isolate: false } as const;

export default defineConfig({
  // Node's own resolution: two copies of graphql reject each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  ssr: { resolve: { conditions: [...SOURCE_CONDITIONS] } },
  test: {
    execArgv: [...FROM_SOURCE],
    // Most tests wait for a server more than they compute: on two cores, Vitest's default of one worker idles.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
      exclude: ['src/generated/**'],
      reporter: ['text-summary', 'json-summary'],
    },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A busy machine may take seconds to render a page; a poll returns as soon as it holds.
    expect: { poll: { timeout: 10_000 } },
    provide: { rows: ALL },
    projects: [
      project(
        'unit',
        OTHERS.filter((file) => !reachesSandbox(file)),
        SHARED_WORKERS,
      ),
      project('graph', OTHERS.filter(reachesSandbox), SHARED_WORKERS),
      project('sample', MATRICES, {
        ...SHARED_WORKERS,
        provide: { rows: sampleBy(process.env['TEST_SEED']) },
        globalSetup: ['test/support/announce-seed.ts'],
      }),
      project('exhaustive', [...MATRICES, ...SYSTEM], { pool: 'forks' }),
    ],
  },
});
