/** Throws if the seed is not a non-negative integer. @param seed TEST_SEED */
export function parseSeed(seed = '1'): number {
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed)))
    throw new Error(`TEST_SEED expects a non-negative integer, such as 42, but is "${seed}".`);
  return Number(seed);
}
