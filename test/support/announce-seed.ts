import type { TestProject } from 'vitest/node';

/** Prints the seed of the sampled matrices, so that a failure can be repeated. */
export default function announceSeed({ config }: TestProject): void {
  const { rows } = config.provide;
  if (rows?.kind === 'sample')
    process.stdout.write(`Matrices are sampled; to repeat this sample: TEST_SEED=${rows.seed} npm test\n`);
}
