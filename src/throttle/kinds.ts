/** The kinds of requests that wait, fail and are held up apart from each other: a table. */

/** `search` has its further pages too. */
export type Kind = 'read' | 'search' | 'binary' | 'create';

/** Where a request waits. A lane has callers in rotation, and lanes are in rotation among each other. */
export type Lane = 'records' | 'contents' | 'writes';

interface KindFacts {
  /** In the words of errors. */
  readonly words: string;
  readonly lane: Lane;
  /** Whether it has several types of records, of which one can fail by itself. */
  readonly hasTypes: boolean;
}

export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  read: { words: 'reads', lane: 'records', hasTypes: true },
  search: { words: 'searches', lane: 'records', hasTypes: true },
  binary: { words: 'contents of documents', lane: 'contents', hasTypes: false },
  create: { words: 'writes', lane: 'writes', hasTypes: true },
};

/**
 * The part of all places that the requests of a lane may take. Contents and writes are slow: what waits for many of them is not to keep the
 * records waiting that a page is made of.
 */
const LANES: Readonly<Record<Lane, number>> = { records: 1, contents: 1 / 2, writes: 1 / 2 };

export const KIND_NAMES: readonly Kind[] = ['read', 'search', 'binary', 'create'];
export const LANE_NAMES: readonly Lane[] = ['records', 'contents', 'writes'];

/** @param places how many requests may be under way at once, in all lanes together */
export function placesOf(lane: Lane, places: number): number {
  return Math.max(1, Math.floor(places * LANES[lane]));
}
