import { defineConfig } from 'vitest/config';
import { FROM_SOURCE, SOURCE_CONDITIONS } from '../../test/support/from-source.ts';
import { PATIENCE, TEST_LIMIT_MS } from '../../test/support/patience.ts';

/** The tests that run against each mutant: the fast tests of the folders that stryker.config.json mutates. */
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  ssr: { resolve: { conditions: [...SOURCE_CONDITIONS] } },
  test: {
    execArgv: [...FROM_SOURCE],
    include: ['test/{access,auth,epic,fhir,loaders}/**/*.test.ts'],
    exclude: ['**/*.nightly.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: TEST_LIMIT_MS,
    hookTimeout: TEST_LIMIT_MS,
    expect: { poll: PATIENCE },
  },
});
