/** Which rows of the matrices a run tests. Vitest's configurations provide it, and `sampled()` reads it. */
import { randomInt } from 'node:crypto';

type Rows = { readonly kind: 'sample'; readonly seed: number } | { readonly kind: 'all' };

declare module 'vitest' {
  interface ProvidedContext {
    rows: Rows;
  }
}

export const ALL_ROWS: Rows = { kind: 'all' };

/** Returns a sample by this seed, the value of TEST_SEED, or by a new one. Throws where it is not a non-negative integer. */
export function sampleRows(seed: string = String(randomInt(1_000_000))): Rows {
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed)))
    throw new Error(`TEST_SEED expects a non-negative integer, such as 42, and is "${seed}".`);
  return { kind: 'sample', seed: Number(seed) };
}
