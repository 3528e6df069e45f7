/** What the HTTP client is asked for, and what it answers. */
import type { GatewayError } from '../errors.ts';
import type { JsonForm } from '../size/json-forms.ts';
import type { FailedAttempt } from './retry.ts';

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form to POST; without one, and without a body, the request is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** A body to POST as it is; its content type is among the headers. */
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Redirects are followed below this URL only; without it they are not followed at all. */
  readonly redirectsWithin?: string;
  /** Instead of the client's own. */
  readonly timeoutMs?: number;
  /** How the body is read, and how large it may be; by default as JSON that is not FHIR. Null: it is not read. */
  readonly json?: JsonForm | null;
  /** The error of an answer with too many bytes; by default it is not what was requested. */
  readonly tooLarge?: GatewayError;
  /** Told of every request that goes out: the first, each retry and each redirect. */
  readonly onSend?: () => void;
  /** Called when the connection stands, before the first byte leaves. An error stops the request, and no byte of it is sent. */
  readonly refuseToSend?: () => GatewayError | null;
  /** Told as soon as the request can have reached the server; where it fails without that, it certainly has not. */
  readonly onConnected?: () => void;
  /**
   * Sends it on a new connection. One that was kept can be closed by the server at the moment at which it is used again: a GET is
   * repeated then, but of a write it would not be known whether it has arrived.
   */
  readonly onNewConnection?: boolean;
  /** Asked before each retry and each redirect; where it says no, what has come is the outcome. */
  readonly mayRepeat?: () => boolean;
  /** Told of each attempt that failed: the connection broke, or a status from 400 on came. */
  readonly onFailure?: (failed: FailedAttempt) => void;
  /** Asked how long a retry waits, in milliseconds, which the policy wants to wait for as long as is given. */
  readonly retryDelay?: (delayMs: number) => number;
  /** What the errors call the server; `The FHIR server` by default. */
  readonly server?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where the answer comes from: the URL of the request, or the one that it was redirected to. */
  readonly url: string;
  /** Whether there is no body. */
  readonly isEmpty: boolean;
  /** The body; undefined where it is not JSON, or was not read. */
  readonly json: unknown;
  /** The bytes of memory that it takes. */
  readonly memory: number;
}

export interface Http {
  /**
   * Sends one request; any status is an answer.
   * @throws GatewayError UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_INVALID_RESPONSE where the answer goes beyond the bounds, goes in
   * circles or is not HTTP, GATEWAY_OVERLOADED where it is the largest of too many at once, or why it was given up.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Gives up what is under way, with OPERATION_ABORTED, and closes every connection. */
  close(): void;
}
