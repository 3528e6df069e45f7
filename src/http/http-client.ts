/** The interface of the HTTP client. */
import type { GatewayError } from '../errors.ts';
import type { JsonFormat } from '../json/format.ts';
import type { FailedAttempt } from './retry-policy.ts';

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form to POST. A request with neither form nor body is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** A body to POST unchanged. `headers` names its content type. */
  readonly body?: string;
  /** Whether a POST changes nothing, so that it may be repeated like a GET. */
  readonly isSafe?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Redirects are followed only to URLs under this one. Without it none are followed. */
  readonly followRedirectsUnder?: string;
  /** Overrides the timeout of the client. */
  readonly timeoutMs?: number;
  /** How the body is parsed, and how large it may be; `PLAIN_JSON` by default. Null: the body is not parsed. */
  readonly json?: JsonFormat | null;
  /** The error of a response with too many bytes; UPSTREAM_INVALID_RESPONSE by default. */
  readonly tooLarge?: GatewayError;
  /** Called for every request that is sent: the first, each retry and each redirect. */
  readonly onSend?: () => void;
  /** Called once connected, before the first byte is sent. Returning an error aborts the request, and nothing of it is sent. */
  readonly refuseToSend?: () => GatewayError | null;
  /** Called as soon as the request may have reached the server. A request that fails without this call has not. */
  readonly onConnected?: () => void;
  /**
   * Sends the request on a new connection. A server can close a kept-alive connection just as it is reused. A GET is repeated then, but the
   * outcome of a write would be unknown.
   */
  readonly needsNewConnection?: boolean;
  /** Called before each retry and each redirect. If it returns false, the latest response or error is the outcome. */
  readonly canRepeat?: () => boolean;
  /** Called for each failed attempt: the connection broke, or the status is 400 or above. */
  readonly onFailure?: (failed: FailedAttempt) => void;
  /** Returns the delay before a retry, given the delay of the retry policy; both in milliseconds. */
  readonly retryDelay?: (delayMs: number) => number;
  /** Names the server in error messages; `The FHIR server` by default. */
  readonly server?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The URL of the request, after redirects. */
  readonly url: string;
  /** Whether the response has no body. */
  readonly isEmpty: boolean;
  /** The body; undefined if it is not JSON or was not parsed. */
  readonly json: unknown;
  /** The memory that `json` takes, in bytes. */
  readonly memory: number;
}

export interface HttpClient {
  /**
   * Sends one request. Resolves for a response of any status.
   * @throws GatewayError UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_INVALID_RESPONSE if the response exceeds the limits, redirects too
   * often or is not HTTP, GATEWAY_OVERLOADED if it was the largest one when memory ran out, or the signal's reason
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Aborts all requests in flight with OPERATION_ABORTED, and closes all connections. */
  close(): void;
}
