/** Defines the rows of matrix tests that a run tests. Vitest's configurations provide the value, and `sampled()` reads it. */

type Rows = { readonly kind: 'sample'; readonly seed: number } | { readonly kind: 'all' };

declare module 'vitest' {
  interface ProvidedContext {
    rows: Rows;
  }
}

export const ALL_ROWS: Rows = { kind: 'all' };

/** Returns a sample with this seed. Throws if the seed is not a non-negative integer. @param seed TEST_SEED */
export function sampleRows(seed?: string): Rows {
  return { kind: 'sample', seed: parseSeed(seed) };
}

/** Throws if the seed is not a non-negative integer. @param seed TEST_SEED */
export function parseSeed(seed = '1'): number {
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed)))
    throw new Error(`TEST_SEED expects a non-negative integer, such as 42, but is "${seed}".`);
  return Number(seed);
}
