/** Defines the rows of matrix tests that a run tests. Vitest's configurations provide the value, and `sampled()` reads it. */
import { randomInt } from 'node:crypto';

type Rows = { readonly kind: 'sample'; readonly seed: number } | { readonly kind: 'all' };

declare module 'vitest' {
  interface ProvidedContext {
    rows: Rows;
  }
}

export const ALL_ROWS: Rows = { kind: 'all' };

/** Returns a sample with this seed, by default a random one. Throws if the seed is not a non-negative integer. @param seed TEST_SEED */
export function sampleRows(seed: string = String(randomInt(1_000_000))): Rows {
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed)))
    throw new Error(`TEST_SEED expects a non-negative integer, such as 42, but is "${seed}".`);
  return { kind: 'sample', seed: Number(seed) };
}
