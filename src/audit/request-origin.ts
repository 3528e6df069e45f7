/** Where a request came from, what it is part of and what it is for, as its connection and headers say. */
import type { IncomingHttpHeaders } from 'node:http';
import { isPurposeOfUse, type PurposeOfUse } from './purpose-of-use.ts';

export interface RequestOrigin {
  /** The address that the connection came from: behind a router, the router's. */
  readonly address: string;
  /** The id under which the request is in the log, and in its answer. */
  readonly requestId: string;
  /** The trace that the request is part of (W3C Trace Context); null where it says none. */
  readonly traceId: string | null;
  /** Null where the request does not say. */
  readonly purposeOfUse: PurposeOfUse | null;
  /** True where the request names a purpose that the value set does not have. */
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

/** Version, trace id, parent id and flags (W3C Trace Context §3.2); later versions may have more after these. */
const TRACEPARENT =
  /^(?!ff)[\da-f]{2}-(?<traceId>(?!0{32})[\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

function parseTraceId(header: string | string[] | undefined): string | null {
  return (typeof header === 'string' ? TRACEPARENT.exec(header)?.groups?.['traceId'] : undefined) ?? null;
}
