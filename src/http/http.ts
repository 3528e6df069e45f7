/** The one HTTP client: connections, timeouts, redirects, retries, and errors that carry nothing secret. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { MaxRedirectsError, ReadError, RequestError, type Response, TimeoutError } from 'got';
import { GatewayError } from '../errors.ts';
import { Course, courseOf } from './course.ts';
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
  /** Instead of the client's own bounds. */
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
  /** The error of an answer beyond the bound; by default it is no FHIR answer at all. */
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
  readonly body: string;
}

export interface Http {
  /**
   * Sends one request; any status is an answer.
   * @throws GatewayError UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_INVALID_RESPONSE where the answer is larger than
   * any FHIR answer should be, goes in circles or is not HTTP, or why it was given up.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Gives up what is under way, with OPERATION_ABORTED, and closes every connection. */
  close(): void;
}

export interface HttpOptions {
  readonly timeoutMs: number;
  /** Largest body that is read, decompressed, in bytes. */
  readonly maxBodyBytes?: number;
}

/** A page of 1,000 entries is about 5 MB. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

const MAX_REDIRECTS = 3;

export function createHttp(options: HttpOptions): Http {
  const kept = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const fresh = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };
  // What is the same for all requests is said here, since got checks and copies what it is told of each.
  const client = got.extend({
    agent: kept,
    headers: { 'user-agent': 'epic-fhir-graphql-gateway' },
    responseType: 'buffer',
    maxRedirects: MAX_REDIRECTS,
    retry: {
      enforceRetryRules: false,
      calculateDelay: (failure) => courseOf(failure.error.options).delayMs(failure),
    },
    followRedirect: (response) => courseOf(response.request.options).follows(response),
    throwHttpErrors: false,
  });

  const underWay = new Set<Course>();
  let isClosed = false;

  return {
    async send(request) {
      const { url, headers = {}, form, body, signal, onNewConnection = false } = request;
      const { timeoutMs = options.timeoutMs, server = 'The FHIR server' } = request;
      if (isClosed || signal?.aborted === true) throw givenUp(signal);
      const course = new Course(request, request.maxBodyBytes ?? options.maxBodyBytes ?? MAX_BODY_BYTES);
      underWay.add(course);
      try {
        const answer = client(url, {
          ...course.options,
          ...(form === undefined ? {} : { method: 'POST', form }),
          ...(body === undefined ? {} : { method: 'POST', body }),
          ...(onNewConnection ? { agent: fresh } : {}),
          headers,
          timeout: { request: timeoutMs },
        });
        course.listenTo(answer);
        return readOut(await answer);
      } catch (error) {
        throw course.stoppedBy ?? redacted(error, server, timeoutMs);
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

const UTF_8 = new TextDecoder();
const NO_BODY = new Uint8Array();

/** What came, taken out of got's response: the request, which outlives its answer, holds on to that (see course.ts). */
function readOut(response: Response<Uint8Array>): HttpResponse {
  const { statusCode: status, headers } = response;
  const body = UTF_8.decode(response.rawBody);
  response.rawBody = NO_BODY;
  response.body = NO_BODY;
  return { status, headers, body };
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
