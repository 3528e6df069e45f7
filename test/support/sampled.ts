import * as fc from 'fast-check';
import { inject } from 'vitest';

/** The share is large enough for `npm test` to find a defect that breaks all rows of a matrix. */
const SHARE = 0.05;
const FEWEST = 2;

/**
 * Returns the rows of a matrix that this run tests: all of them in the exhaustive tests, otherwise a seeded sample of one in twenty, at
 * least two, in the matrix's order.
 */
export function sampled<Row>(matrix: readonly Row[]): readonly Row[] {
  const rows = inject('rows');
  if (rows.kind === 'all') return matrix;
  const size = Math.min(matrix.length, Math.max(FEWEST, Math.round(matrix.length * SHARE)));
  const samples = fc.subarray([...matrix], { minLength: size, maxLength: size });
  return fc.sample(samples, { seed: rows.seed, numRuns: 1 }).flat();
}
