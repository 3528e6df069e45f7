/** A small seeded source of chance, so that the sandbox serves the same people on every run. */

/** A table that `pick` can always answer from. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** One deterministic stream of choices. */
export interface Random {
  /** A whole number, both ends included. */
  integer(lowest: number, highest: number): number;
  pick<T>(table: NonEmpty<T>): T;
  /** A string of `length` characters out of `alphabet`. */
  characters(alphabet: string, length: number): string;
  /** True in `percent` of a hundred draws. */
  chance(percent: number): boolean;
}

/** A stream that depends on the seed alone. FNV-1a hashes the seed, mulberry32 draws the numbers; both are in the public domain. */
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
