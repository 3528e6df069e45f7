interface TtlOptions {
  readonly successTtlMs: number;
  /** How long a failure is returned before the next call. */
  readonly failureTtlMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Memoizes an asynchronous function for a limited time. Concurrent callers share one call. */
export function memoizeWithTtl<T>(
  load: () => Promise<T>,
  { successTtlMs, failureTtlMs, now }: TtlOptions,
): () => Promise<T> {
  let outcome: Promise<T> | null = null;
  let settled: { readonly at: number; readonly lifetimeMs: number } | null = null;
  const settle = (lifetimeMs: number) => () => {
    settled = { at: now(), lifetimeMs };
  };
  /** A negative age means that the clock was set back; the outcome would be kept for that much longer. */
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
