/** Remembers the outcome of one question for a while, and asks it once however many wait for the answer. */

export interface RememberedOptions {
  readonly answerMs: number;
  /** How long a failure stands before the question is asked again. */
  readonly failureMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function remembered<T>(
  ask: () => Promise<T>,
  { answerMs, failureMs, now }: RememberedOptions,
): () => Promise<T> {
  let outcome: Promise<T> | null = null;
  let settled: { readonly at: number; readonly lifetimeMs: number } | null = null;
  const settle = (lifetimeMs: number) => () => {
    settled = { at: now(), lifetimeMs };
  };
  /** Nothing was settled in the future: a clock that was ahead has been put right, and would keep a failure for as long. */
  const isOver = (): boolean => {
    const ageMs = settled === null ? 0 : now() - settled.at;
    return ageMs < 0 || (settled !== null && ageMs >= settled.lifetimeMs);
  };
  return () => {
    if (outcome === null || isOver()) {
      settled = null;
      outcome = ask();
      outcome.then(settle(answerMs), settle(failureMs));
    }
    return outcome;
  };
}
