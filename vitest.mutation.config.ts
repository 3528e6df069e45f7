import { defineConfig } from 'vitest/config';

/** The tests that mutants of src/auth, src/fhir and src/loaders are put to: those of these rooms, which are quick. */
export default defineConfig({
  test: { include: ['test/{auth,fhir,loaders}/**/*.test.ts'], testTimeout: 15_000 },
});
