/** Seeded random numbers: the sandbox serves the same patients on every run. */

/** A table from which `pick` can always return an element. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** A deterministic stream of choices. */
export interface Random {
  /** Returns an integer from `lowest` to `highest`, both included. */
  integer(lowest: number, highest: number): number;
  pick<T>(table: NonEmpty<T>): T;
  /** Returns `length` characters of `alphabet`. */
  characters(alphabet: string, length: number): string;
  /** Returns true with a probability of `percent`. */
  chance(percent: number): boolean;
}

/** Returns a stream that depends only on the seed: FNV-1a hashes it, and mulberry32 draws the numbers. Both are in the public domain. */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193);

  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function integer(lowest: number, highest: number): number {
    return lowest + Math.floor(fraction() * (highest - lowest + 1));
  }

  return {
    integer,
    pick: (table) => table[integer(0, table.length - 1)] ?? table[0],
    characters: (alphabet, length) =>
      Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join(''),
    chance: (percent) => integer(1, 100) <= percent,
  };
}
