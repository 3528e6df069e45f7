import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { FROM_SOURCE, SOURCE_CONDITIONS } from '../test/support/from-source.ts';

/** These tests start routers, browsers and several gateways at once, so they need more time than the tests in test/. */
const SLOW_MS = 120_000;

/** `npm test --prefix e2e` runs it in the repository's root: paths in tests start there. */
export default defineConfig({
  // Node resolves graphql to index.js. A second copy would not recognize the first copy's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  ssr: { resolve: { conditions: [...SOURCE_CONDITIONS] } },
  test: {
    execArgv: [...FROM_SOURCE],
    include: ['e2e/**/*.test.ts'],
    setupFiles: [`${import.meta.dirname}/../test/support/property-seed.ts`],
    testTimeout: SLOW_MS,
    hookTimeout: SLOW_MS,
    expect: { poll: { timeout: 40_000 } },
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
