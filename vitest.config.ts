import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { FROM_SOURCE, SOURCE_CONDITIONS } from './test/support/from-source.ts';
import { PATIENCE, TEST_LIMIT_MS } from './test/support/patience.ts';
import { reachesSandbox, testFiles } from './test/support/test-files.ts';

/** What depends on the speed or memory of the machine. */
const NIGHTLY = testFiles('.nightly.test.ts');
/** Matrices over every type, list, caller or fault; canaries; captures; US Core. */
const CONTRACTS = testsIn('test', '.matrix.test.ts');
/** Programs, stores and replicas, each in its own process. */
const PROCESSES = testsIn('test', '.system.test.ts');
const CHART = testsIn('test/example');
const FAST = testsIn('test').filter(
  (file) => ![CONTRACTS, PROCESSES, CHART].some((files) => files.includes(file)),
);

function testsIn(folder: string, ending = '.test.ts'): string[] {
  return testFiles(ending).filter((file) => file.startsWith(`${folder}/`) && !NIGHTLY.includes(file));
}

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
    testTimeout: TEST_LIMIT_MS,
    hookTimeout: TEST_LIMIT_MS,
    // A poll returns as soon as it passes.
    expect: { poll: PATIENCE },
    projects: [
      project(
        'unit',
        FAST.filter((file) => !reachesSandbox(file)),
        SHARED_WORKERS,
      ),
      project('graph', FAST.filter(reachesSandbox), SHARED_WORKERS),
      project('contracts', CONTRACTS, SHARED_WORKERS),
      project('processes', PROCESSES, { pool: 'forks' }),
      project('chart', CHART, SHARED_WORKERS),
      ...['epic-sandbox', 'clinical-notes', 'client'].map((name) =>
        project(name, testsIn(`packages/${name}`), SHARED_WORKERS),
      ),
      // One at a time: the load of others would change what they measure.
      project('nightly', NIGHTLY, { pool: 'forks', maxWorkers: 1 }),
    ],
  },
});
