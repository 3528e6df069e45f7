/** The log of requests, for tests that assert what a client sent. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from './routes.ts';

/** One request as received. */
export interface RecordedRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** The part of the URL after the `?`. */
  query: string;
  /** Null before the response, and for a cut or hung connection. */
  status: number | null;
  operation: Route['operation'];
  resourceType: string | null;
  headers: IncomingHttpHeaders;
  /** The sequence number among all requests since the start, from 1. */
  arrived: number;
}

/** The properties that are known on arrival. */
export type ArrivedRequest = Omit<RecordedRequest, 'status' | 'arrived'>;

export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  /** Returns the recorded request. The caller sets its `status` once it knows the response. */
  record: (request: ArrivedRequest) => RecordedRequest;
  clear: () => void;
}

/** Keeps only the last `limit` requests, which bounds the memory of a long-running sandbox. */
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
