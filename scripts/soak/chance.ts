/** Chance that repeats itself: the same numbers for the same seed. */

export interface Chance {
  /** A whole number below the bound. */
  readonly below: (bound: number) => number;
  /** True so often out of a hundred. */
  readonly percent: (share: number) => boolean;
  /** @throws Error where there is nothing to choose from */
  readonly oneOf: <T>(choices: readonly T[]) => T;
}

/** Mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    percent: (share) => next() * 100 < share,
    oneOf(choices) {
      const chosen = choices[below(choices.length)];
      if (chosen === undefined) throw new Error('There is nothing to choose from.');
      return chosen;
    },
  };
}
