/** The log of requests, for tests that assert what was requested. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from './routes.ts';

/** One request, as it arrived. */
export interface RecordedRequest {
  method: string;
  /** The path of the URL, without the query. */
  path: string;
  /** The part of the URL after the `?`. */
  query: string;
  /** Null until the response is sent, and for a cut or hung connection. */
  status: number | null;
  operation: Route['operation'];
  resourceType: string | null;
  headers: IncomingHttpHeaders;
  /** The position among all requests since the start, from 1. */
  arrived: number;
}

/** The properties of a request that are known on arrival. */
export type ArrivedRequest = Omit<RecordedRequest, 'status' | 'arrived'>;

export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  /** Returns the recorded request; the caller sets its `status` once the response is known. */
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
