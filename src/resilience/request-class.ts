/** The classes of requests, each of which has a lane to wait in and a circuit. */

/** `search` includes the further pages of a search. */
export type RequestClass = 'read' | 'search' | 'binary' | 'create';

/** Where a request waits. Lanes take turns, and within a lane callers do. */
export type Lane = 'records' | 'contents' | 'writes';

interface RequestClassFacts {
  /** The name in errors. */
  readonly label: string;
  readonly lane: Lane;
  /** Whether its requests have several resource types, of which one can fail by itself. */
  readonly hasTypes: boolean;
}

export const REQUEST_CLASSES: Readonly<Record<RequestClass, RequestClassFacts>> = {
  read: { label: 'reads', lane: 'records', hasTypes: true },
  search: { label: 'searches', lane: 'records', hasTypes: true },
  binary: { label: 'contents of documents', lane: 'contents', hasTypes: false },
  create: { label: 'writes', lane: 'writes', hasTypes: true },
};

/** The part of the concurrency that a lane may take. Contents and writes are slow, so many of them must not delay the records of a page. */
const LANE_SHARES: Readonly<Record<Lane, number>> = { records: 1, contents: 1 / 2, writes: 1 / 2 };

export const REQUEST_CLASS_NAMES: readonly RequestClass[] = ['read', 'search', 'binary', 'create'];

/** @param concurrency how many requests may be in flight in all lanes together */
export function laneCapacity(lane: Lane, concurrency: number): number {
  return Math.max(1, Math.floor(concurrency * LANE_SHARES[lane]));
}
