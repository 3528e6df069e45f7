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
  /** Returns true with a probability of `percent`. An ordinary stream follows the odds where they are clear. */
  chance(percent: number): boolean;
  /** Returns an integer from 1 to 100, and 50 in an ordinary stream. */
  percentile(): number;
  /** Like `pick`, from a table whose first entry is the usual one. An ordinary stream always returns that. */
  pickUsual<T>(table: NonEmpty<T>): T;
}

/** An ordinary stream takes every chance from this percentage on. */
const NEARLY_CERTAIN = 80;
/** An ordinary stream takes no chance up to this percentage. */
const RARE = 15;

/**
 * Returns a stream that depends only on the seed: FNV-1a hashes it, and mulberry32 draws the numbers. Both are in the public domain.
 *
 * @param isOrdinary leaves out what is rare: for the chart of an ordinary patient
 */
export function createRandom(seed: string, isOrdinary = false): Random {
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

  function pick<T>(table: NonEmpty<T>): T {
    return table[integer(0, table.length - 1)] ?? table[0];
  }

  /** Draws in either case, which keeps the rest of the stream the same. */
  function chance(percent: number): boolean {
    const isDrawn = integer(1, 100) <= percent;
    return isOrdinary && (percent >= NEARLY_CERTAIN || percent <= RARE) ? percent >= NEARLY_CERTAIN : isDrawn;
  }

  function percentile(): number {
    const drawn = integer(1, 100);
    return isOrdinary ? 50 : drawn;
  }

  function pickUsual<T>(table: NonEmpty<T>): T {
    const drawn = pick(table);
    return isOrdinary ? table[0] : drawn;
  }

  return {
    integer,
    pick,
    chance,
    percentile,
    pickUsual,
    characters: (alphabet, length) =>
      Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join(''),
  };
}
