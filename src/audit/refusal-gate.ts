/** How many requests that did not sign in have an event of their own: anybody can send them, so that without a bound they could fill any disk. */

export interface RefusalGate {
  /** How many were left out since the last one that was let through; null: this one is left out too. */
  pass(): number | null;
}

const MOST = 600;
const WITHIN_MS = 60_000;

/** @param now epoch milliseconds */
export function createRefusalGate(now: () => number): RefusalGate {
  let since = now();
  let passed = 0;
  let leftOut = 0;
  return {
    pass() {
      if (now() - since >= WITHIN_MS) {
        since = now();
        passed = 0;
      }
      if (passed >= MOST) {
        leftOut += 1;
        return null;
      }
      passed += 1;
      const before = leftOut;
      leftOut = 0;
      return before;
    },
  };
}
