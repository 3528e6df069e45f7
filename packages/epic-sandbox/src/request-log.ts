/** The record of every request, for tests that assert what was asked of the server. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from './routes.ts';

/** One request, as it arrived. */
export interface RecordedRequest {
  method: string;
  /** Below the server's root, without the query. */
  path: string;
  /** The part of the URL behind the `?`. */
  query: string;
  /** null: not answered yet, or cut, or hung. */
  status: number | null;
  operation: Route['operation'];
  resourceType: string | null;
  headers: IncomingHttpHeaders;
  /** Position among all requests since the start, from 1. */
  arrived: number;
}

/** What is known of a request when it arrives. */
export type ArrivedRequest = Omit<RecordedRequest, 'status' | 'arrived'>;

export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  /** The caller sets `status` on what it gets back, when the answer is known. */
  record: (request: ArrivedRequest) => RecordedRequest;
  clear: () => void;
}

/** Keeps the last `limit` requests, so that a sandbox that runs for days stays small. */
export function createRequestLog(limit: number): RequestLog {
  let requests: RecordedRequest[] = [];
  let arrived = 0;

  function record(request: ArrivedRequest): RecordedRequest {
    arrived += 1;
    const recorded: RecordedRequest = { ...request, status: null, arrived };
    requests.push(recorded);
    if (requests.length > limit) requests.shift();
    return recorded;
  }

  return {
    get requests() {
      return requests;
    },
    record,
    clear: () => {
      requests = [];
    },
  };
}
