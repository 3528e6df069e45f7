import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { FROM_SOURCE, SOURCE_CONDITIONS } from './test/support/from-source.ts';
import { PATIENCE, TEST_LIMIT_MS } from './test/support/patience.ts';
import { reachesSandbox, testFiles } from './test/support/test-files.ts';

/** Matrices over every type, list, caller or fault; canaries; captures; US Core. */
const MATRICES = testFiles('.matrix.test.ts');
/** Programs, stores and replicas, each in its own process. */
const SYSTEM = testFiles('.system.test.ts');
/** What depends on the speed or memory of the machine. */
const NIGHTLY = [
  ...testFiles('.nightly.test.ts'),
  ...SYSTEM.filter((file) => readFileSync(file, 'utf8').includes('support/event-loop-blocks.ts')),
];
const OTHERS = testFiles('.test.ts').filter(
  (file) => ![MATRICES, SYSTEM, NIGHTLY].some((files) => files.includes(file)),
);

function within(files: readonly string[], folder: string): string[] {
  return files.filter((file) => file.startsWith(`${folder}/`));
}

const CHART = 'test/example';
const FAST = within(OTHERS, 'test').filter((file) => !within(OTHERS, CHART).includes(file));

function project(
  name: string,
  include: readonly string[],
  options: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [...include], ...options } };
}

/** Test files share the modules of a worker, so tests must not leave state behind. */
const SHARED_WORKERS = { pool: 'forks', isolate: false } as const;

export default defineConfig({
  // Forces one copy of graphql, because graphql rejects types of another copy.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  ssr: { resolve: { conditions: [...SOURCE_CONDITIONS] } },
  test: {
    execArgv: [...FROM_SOURCE],
    // Most tests wait for a server. On two cores, Vitest's default of one worker would leave the CPU idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
      exclude: ['src/generated/**'],
      reporter: ['text-summary', 'json-summary'],
    },
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: TEST_LIMIT_MS,
    hookTimeout: TEST_LIMIT_MS,
    // A poll returns as soon as it passes.
    expect: { poll: PATIENCE },
    provide: { measuresBlocks: false },
    projects: [
      project(
        'unit',
        FAST.filter((file) => !reachesSandbox(file)),
        SHARED_WORKERS,
      ),
      project('graph', FAST.filter(reachesSandbox), SHARED_WORKERS),
      project('contracts', within(MATRICES, 'test'), SHARED_WORKERS),
      project('processes', within(SYSTEM, 'test'), { pool: 'forks' }),
      project('chart', within(OTHERS, CHART), SHARED_WORKERS),
      ...readdirSync('packages').map((name) =>
        project(name, within([...OTHERS, ...MATRICES, ...SYSTEM], `packages/${name}`), { pool: 'forks' }),
      ),
      // One at a time: the load of others would lengthen what they measure.
      project('nightly', NIGHTLY, { pool: 'forks', maxWorkers: 1, provide: { measuresBlocks: true } }),
    ],
  },
});
