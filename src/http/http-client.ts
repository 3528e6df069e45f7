/** The contract of the HTTP client: its requests and responses. */
import type { GatewayError } from '../errors.ts';
import type { JsonFormat } from '../json/format.ts';
import type { FailedAttempt } from './retry-policy.ts';

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form to POST. Without a form or a body, the request is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** A body to POST unchanged. Its content type is in `headers`. */
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Redirects are followed only under this URL, and without it not at all. */
  readonly followRedirectsUnder?: string;
  /** Replaces the client's own timeout. */
  readonly timeoutMs?: number;
  /** How the body is read, and how large it may be; by default as JSON that is not FHIR. Null: the body is not read. */
  readonly json?: JsonFormat | null;
  /** The error of an answer with too many bytes; UPSTREAM_INVALID_RESPONSE by default. */
  readonly tooLarge?: GatewayError;
  /** Called for every request that goes out: the first, each retry and each redirect. */
  readonly onSend?: () => void;
  /** Called when the connection is established, before the first byte leaves. An error aborts the request, and none of it is sent. */
  readonly refuseToSend?: () => GatewayError | null;
  /** Called as soon as the request can have reached the server. If the request fails without this call, it has not. */
  readonly onConnected?: () => void;
  /**
   * Sends it on a new connection. The server can close a kept connection at the moment when it is used again. A GET is repeated then, but
   * nobody would know whether a write has arrived.
   */
  readonly needsNewConnection?: boolean;
  /** Called before each retry and each redirect. If it returns false, the latest answer or error is the outcome. */
  readonly mayRepeat?: () => boolean;
  /** Called for each attempt that failed: the connection broke, or the status is 400 or above. */
  readonly onFailure?: (failed: FailedAttempt) => void;
  /** Returns how long a retry waits, given how long the policy wants it to wait; both in milliseconds. */
  readonly retryDelay?: (delayMs: number) => number;
  /** The server's name in errors; `The FHIR server` by default. */
  readonly server?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The URL of the request, or the one that it was redirected to. */
  readonly url: string;
  /** Whether there is no body. */
  readonly isEmpty: boolean;
  /** The body; undefined if it is not JSON, or was not read. */
  readonly json: unknown;
  /** The bytes of memory that `json` takes. */
  readonly memory: number;
}

export interface HttpClient {
  /**
   * Sends one request. An answer of any status resolves.
   * @throws GatewayError UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_INVALID_RESPONSE if the answer goes beyond the bounds, is redirected
   * in circles or is not HTTP, GATEWAY_OVERLOADED if it is the largest of too many at once, or the signal's reason
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Aborts every request in flight with OPERATION_ABORTED, and closes every connection. */
  close(): void;
}
