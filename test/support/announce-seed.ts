import type { TestProject } from 'vitest/node';

/** Vitest calls it before the sampled tests. Prints their seed, so that a failure can be repeated. */
export function setup({ config }: TestProject): void {
  const { rows } = config.provide;
  if (rows?.kind === 'sample')
    process.stdout.write(`Matrices are sampled; to repeat the rows: TEST_SEED=${rows.seed} npm test\n`);
}
