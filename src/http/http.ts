/** The one HTTP client: connections, timeouts, redirects, retries, JSON within bounds, and errors that carry nothing secret. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { MaxRedirectsError, ReadError, RequestError, TimeoutError } from 'got';
import { GatewayError } from '../errors.ts';
import { createHeldBytes, type HeldBytes, shareOfHeap } from '../size/held-bytes.ts';
import type { JsonForm } from '../size/json-forms.ts';
import { Course, courseOf, type Received, THE_SERVER } from './course.ts';
import { givenUp } from './given-up.ts';
import { type FailedAttempt, isBrokenConnection } from './retry.ts';

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

export interface HttpOptions {
  readonly timeoutMs: number;
  /** Bounds what comes in; by default together with everything else of the process. */
  readonly held?: HeldBytes;
}

const INCOMING = createHeldBytes(shareOfHeap('incoming'));

const MAX_REDIRECTS = 3;

export function createHttp(options: HttpOptions): Http {
  const { held = INCOMING } = options;
  const kept = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const fresh = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };
  // What is the same for all requests is said here, since got checks and copies what it is told of each.
  const client = got.extend({
    agent: kept,
    headers: { 'user-agent': 'epic-fhir-graphql-gateway' },
    maxRedirects: MAX_REDIRECTS,
    retry: { limit: 0 },
    followRedirect: (response) => courseOf(response.request.options).follows(response),
    throwHttpErrors: false,
  });

  const underWay = new Set<Course>();
  let isClosed = false;

  /** Sends it once. */
  const attempt = async (course: Course, request: HttpRequest): Promise<Received | RequestError> => {
    const { url, headers = {}, form, body, onNewConnection = false } = request;
    try {
      const sent = client.stream(url, {
        ...course.options,
        ...(form === undefined ? {} : { method: 'POST', form }),
        ...(body === undefined ? {} : { method: 'POST', body }),
        ...(onNewConnection ? { agent: fresh } : {}),
        headers,
        timeout: { request: request.timeoutMs ?? options.timeoutMs },
      });
      return await course.receive(sent);
    } catch (error) {
      if (course.stoppedBy !== null || !(error instanceof RequestError)) throw error;
      return error;
    }
  };

  /** Sends it as often as the policy wants. */
  const exchange = async (course: Course, request: HttpRequest): Promise<Received> => {
    try {
      for (let attempts = 1; ; attempts += 1) {
        const outcome = await attempt(course, request);
        const delayMs = course.delayMs(attempts, outcome);
        if (delayMs > 0) await course.pause(delayMs);
        else if (outcome instanceof RequestError) throw outcome;
        else return outcome;
      }
    } catch (error) {
      const { server = THE_SERVER, timeoutMs = options.timeoutMs } = request;
      throw course.stoppedBy ?? redacted(error, server, timeoutMs);
    }
  };

  return {
    async send(request) {
      const { signal } = request;
      if (isClosed || signal?.aborted === true) throw givenUp(signal);
      const course = new Course(request, held);
      underWay.add(course);
      try {
        const { body, ...response } = await exchange(course, request);
        return { ...response, ...(await course.read(body)) };
      } finally {
        course.end();
        underWay.delete(course);
      }
    },
    close() {
      isClosed = true;
      for (const course of underWay) course.stop(givenUp());
      for (const agent of [kept.http, kept.https, fresh.http, fresh.https]) agent.destroy();
    },
  };
}

/**
 * What may be told of a transport error. got's errors hold the request with its bearer token, form and URL in
 * enumerable fields, and so does their `cause`: none of it may travel, so a new error is made.
 */
function redacted(error: unknown, server: string, timeoutMs: number): GatewayError {
  if (error instanceof TimeoutError) {
    return new GatewayError(
      'UPSTREAM_TIMEOUT',
      `${server} did not answer within ${timeoutMs} ms. Try again later.`,
    );
  }
  if (error instanceof MaxRedirectsError) {
    return new GatewayError(
      'UPSTREAM_INVALID_RESPONSE',
      `${server} redirected the request more than ${MAX_REDIRECTS} times. Check the URLs in the configuration.`,
    );
  }
  const code =
    error instanceof RequestError && /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code) ? ` (${error.code})` : '';
  if (isUnreadable(error)) {
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${server}'s answer could not be read${code}.`);
  }
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `${server} could not be reached, or cut the connection${code}. Try again later.`,
  );
}

/** True for an answer that is not HTTP (Node's parser says HPE_…), or whose compressed body is damaged. */
function isUnreadable(error: unknown): boolean {
  return (
    (error instanceof ReadError && !isBrokenConnection(error.code)) ||
    (error instanceof RequestError && error.code.startsWith('HPE_'))
  );
}
