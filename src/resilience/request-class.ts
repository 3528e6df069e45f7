/** The request classes. Each waits in a lane of the queue and has a circuit breaker. */

/** `search` includes requests for further pages. */
export type RequestClass = 'read' | 'search' | 'binary' | 'create';

/** A part of the queue. Lanes take turns, and so do the callers within a lane. */
export type Lane = 'records' | 'contents' | 'writes';

interface RequestClassFacts {
  /** Names the requests in error messages. */
  readonly label: string;
  readonly lane: Lane;
  /** Whether its requests have several resource types, each of which can fail on its own. */
  readonly hasTypes: boolean;
}

export const REQUEST_CLASSES: Readonly<Record<RequestClass, RequestClassFacts>> = {
  read: { label: 'reads', lane: 'records', hasTypes: true },
  search: { label: 'searches', lane: 'records', hasTypes: true },
  binary: { label: 'document contents', lane: 'contents', hasTypes: false },
  create: { label: 'writes', lane: 'writes', hasTypes: true },
};

/** The fraction of the concurrency that a lane may use. Contents and writes are slow, and must not delay the records of a page. */
const LANE_SHARES: Readonly<Record<Lane, number>> = { records: 1, contents: 1 / 2, writes: 1 / 2 };

export const REQUEST_CLASS_NAMES: readonly RequestClass[] = ['read', 'search', 'binary', 'create'];

/** @param concurrency the limit of all lanes together */
export function laneCapacity(lane: Lane, concurrency: number): number {
  return Math.max(1, Math.floor(concurrency * LANE_SHARES[lane]));
}
