/** A seeded random number generator. */
export interface Random {
  /** Returns a whole number from 0 up to, but not including, the bound. */
  readonly below: (bound: number) => number;
  /** Returns true with this probability, in percent. */
  readonly percent: (share: number) => boolean;
  /** @throws Error if there are no choices */
  readonly oneOf: <T>(choices: readonly T[]) => T;
}

/** Creates a Mulberry32 generator. */
export function createRandom(seed: number): Random {
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
      if (chosen === undefined) throw new Error('Expected at least one choice.');
      return chosen;
    },
  };
}
