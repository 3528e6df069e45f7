/** Reads a request's origin: address, request id, trace and purpose of use. */
import type { IncomingHttpHeaders } from 'node:http';
import { isPurposeOfUse, type PurposeOfUse } from './purpose-of-use.ts';

export interface RequestOrigin {
  /** The peer address of the connection. Behind a router it is the router's. */
  readonly address: string;
  /** The id of the request in the log and the response. */
  readonly requestId: string;
  /** The trace id (W3C Trace Context); null if the request has none. */
  readonly traceId: string | null;
  /** Null if the request states no known purpose. */
  readonly purposeOfUse: PurposeOfUse | null;
  /** True if the request states a purpose that is not in the value set. */
  readonly hasUnknownPurpose: boolean;
}

export const PURPOSE_HEADER = 'x-purpose-of-use';

export interface ReceivedRequest {
  readonly ip: string;
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
}

export function readRequestOrigin({ ip, id, headers }: ReceivedRequest): RequestOrigin {
  const purpose = [headers[PURPOSE_HEADER] ?? ''].flat().join(',').trim();
  return {
    address: ip,
    requestId: id,
    traceId: parseTraceId(headers['traceparent']),
    purposeOfUse: isPurposeOfUse(purpose) ? purpose : null,
    hasUnknownPurpose: purpose !== '' && !isPurposeOfUse(purpose),
  };
}

/** Version, trace id, parent id and flags (W3C Trace Context §3.2); later versions may append fields. */
const TRACEPARENT =
  /^(?!ff)[\da-f]{2}-(?<traceId>(?!0{32})[\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

function parseTraceId(header: string | string[] | undefined): string | null {
  return (typeof header === 'string' ? TRACEPARENT.exec(header)?.groups?.['traceId'] : undefined) ?? null;
}
