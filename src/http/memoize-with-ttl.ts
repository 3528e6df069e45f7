/** Memoizes an asynchronous function without arguments for a while, and calls it once however many wait. */

interface TtlOptions {
  readonly successTtlMs: number;
  /** How long a failure is kept before the function is called again. */
  readonly failureTtlMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function memoizeWithTtl<T>(
  load: () => Promise<T>,
  { successTtlMs, failureTtlMs, now }: TtlOptions,
): () => Promise<T> {
  let outcome: Promise<T> | null = null;
  let settled: { readonly at: number; readonly lifetimeMs: number } | null = null;
  const settle = (lifetimeMs: number) => () => {
    settled = { at: now(), lifetimeMs };
  };
  /** A negative age means that the clock was put back, and would keep a failure for as long. */
  const isOver = (): boolean => {
    const ageMs = settled === null ? 0 : now() - settled.at;
    return ageMs < 0 || (settled !== null && ageMs >= settled.lifetimeMs);
  };
  return () => {
    if (outcome === null || isOver()) {
      settled = null;
      outcome = load();
      outcome.then(settle(successTtlMs), settle(failureTtlMs));
    }
    return outcome;
  };
}
