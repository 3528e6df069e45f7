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
