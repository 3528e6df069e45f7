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
  let goodUntil = Infinity;
  const settle = (lifetimeMs: number) => () => {
    goodUntil = now() + lifetimeMs;
  };
  return () => {
    if (outcome === null || goodUntil <= now()) {
      goodUntil = Infinity;
      outcome = ask();
      outcome.then(settle(answerMs), settle(failureMs));
    }
    return outcome;
  };
}
