import { defineConfig } from 'vitest/config';
import { ALL } from '../../test/support/rows.ts';

/** The tests that mutants of src/auth, src/fhir and src/loaders are put to: those of these rooms, which are quick. */
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: { include: ['test/{auth,fhir,loaders}/**/*.test.ts'], testTimeout: 15_000, provide: { rows: ALL } },
});
