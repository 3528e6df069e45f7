import type { TestProject } from 'vitest/node';

/** Prints the seed of the sampled tests, to repeat a failure. Vitest calls it before them. */
export function setup({ config }: TestProject): void {
  const { rows } = config.provide;
  if (rows?.kind === 'sample')
    process.stdout.write(`Matrices are sampled; to repeat the rows: TEST_SEED=${rows.seed} npm test\n`);
}
