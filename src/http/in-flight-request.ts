/**
 * One request in flight: reads the response within limits, decides on retries and redirects, and releases everything at the end.
 *
 * got's request is a writable stream, and Node's streams stay in memory until the next full garbage collection: V8 allocates a function that
 * is assigned to a property, such as the stream's `onwrite`, in the old generation, and young-generation collections keep everything that it
 * refers to. So got receives only an `InFlightRequest`. Once released, it refers to neither the response nor the operation.
 */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import {
  type Options,
  type PlainResponse,
  type Request,
  RequestError,
  type Response,
  TimeoutError,
} from 'got';
import type { GatewayError } from '../errors.ts';
import { type JsonFormat, PLAIN_JSON } from '../json/format.ts';
import { IncomingJson, type JsonReceiver } from '../json/incoming-json.ts';
import type { MemoryHolder, MemoryPool } from '../limits/memory-pool.ts';
import { abortError } from './abort.ts';
import { isUnderBaseUrl } from './base-url.ts';
import {
  DEFAULT_SERVER_NAME,
  incomingMemoryError,
  tooManyBytesError,
  tooManyValuesError,
} from './exchange-errors.ts';
import type { HttpRequest, HttpResponse } from './http-client.ts';
import { type FailedAttempt, parseRetryAfter, retryDelayMs } from './retry-policy.ts';

/** A response whose body is not parsed yet. */
export interface ReceivedResponse extends Pick<HttpResponse, 'status' | 'headers' | 'url' | 'isEmpty'> {
  /** Null if the body is not to be parsed. */
  readonly body: IncomingJson | null;
}

export class InFlightRequest implements MemoryHolder, JsonReceiver {
  readonly site: string | undefined;
  readonly #onAbort: () => void;
  /** Counts the response from its first byte until it is parsed. */
  readonly #pool: MemoryPool;
  /** Null if the body is not to be parsed. */
  readonly #format: JsonFormat | null;
  /** Null once released. */
  #request: HttpRequest | null;
  /** The bytes received so far. */
  #received = 0;
  /** The body of the attempt; null if it is not to be parsed, and once released. */
  #body: IncomingJson | null = null;
  #memory = 0;
  /** The attempt in flight, or the last one. */
  #attempt: Request | null = null;
  /** Ends the wait before an attempt. */
  #wait: AbortController | null = null;
  #abortedBy: GatewayError | null = null;

  constructor(request: HttpRequest, pool: MemoryPool, site: string | undefined) {
    this.site = site;
    this.#request = request;
    this.#pool = pool;
    this.#format = request.json === undefined ? PLAIN_JSON : request.json;
    const onAbort = (): void => this.abort(abortError(this.#request?.signal));
    this.#onAbort = onAbort;
    // AbortSignal.any costs ten times as much as a listener.
    request.signal?.addEventListener('abort', onAbort);
  }

  /** The error that aborted the request; null if it was not aborted. */
  get abortedBy(): GatewayError | null {
    return this.#abortedBy;
  }

  get isOver(): boolean {
    return this.#abortedBy !== null;
  }

  /** The memory that the parsed response takes, in bytes. */
  get memory(): number {
    return this.#memory;
  }

  hold(memory: number): void {
    this.#memory += memory;
    this.#pool.allocate(this, memory);
  }

  evict(): void {
    this.abort(incomingMemoryError());
  }

  /** @param error what the caller's promise rejects with */
  abort(error: GatewayError): void {
    this.#abortedBy ??= error;
    // An AbortSignal for got would cost more.
    this.#attempt?.destroy();
    this.#wait?.abort();
  }

  /** Returns the milliseconds to wait before the next attempt; 0 if there is none. */
  nextDelayMs(attempt: number, outcome: ReceivedResponse | RequestError): number {
    const {
      canRepeat = always,
      onFailure,
      retryDelay = unchanged,
      form,
      body,
      isSafe,
    } = this.#request ?? ENDED;
    const failure = failureOf(outcome);
    // An aborted request is not repeated, even if its failed response has arrived.
    if (failure === null || this.isOver) return 0;
    const method = isSafe === true || (form === undefined && body === undefined) ? 'GET' : 'POST';
    const failed: FailedAttempt = { method, attempt, ...failure };
    onFailure?.(failed);
    const delayMs = retryDelayMs(failed, Math.random());
    return delayMs !== null && canRepeat() ? retryDelay(delayMs) : 0;
  }

  /** Waits before the next attempt. Rejects if the request is aborted meanwhile. */
  async wait(ms: number): Promise<void> {
    this.#wait = new AbortController();
    await delay(ms, undefined, { signal: this.#wait.signal });
  }

  canFollowRedirect(response: PlainResponse): boolean {
    const { followRedirectsUnder, canRepeat = always } = this.#request ?? ENDED;
    return followRedirectsUnder !== undefined && staysUnder(response, followRedirectsUnder) && canRepeat();
  }

  /** Receives the response of one attempt. */
  async receive(attempt: Request): Promise<ReceivedResponse> {
    const response = Promise.withResolvers<Response>();
    this.#attempt = attempt;
    if (this.isOver) attempt.destroy();
    attempt.once('response', response.resolve);
    void attempt.on('request', (sent: ClientRequest) => this.#onAttemptSent(sent));
    this.#pool.release(this, this.#received);
    this.#received = 0;
    this.#body = this.#format === null ? null : new IncomingJson(this.#format);
    await this.#receiveBody(attempt);
    const { statusCode: status, headers, url } = await response.promise;
    return { status, headers, url, isEmpty: this.#received === 0, body: this.#body };
  }

  /** Listens for chunks, because the iterator of a stream costs more. */
  #receiveBody(attempt: Request): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    void attempt.on('error', reject).once('end', resolve);
    void attempt.once('close', () => reject(new TypeError('A response broke off without an error.')));
    void attempt.on('data', (chunk) => {
      try {
        this.#take(chunk);
      } catch (error) {
        reject(error);
        attempt.destroy();
      }
    });
    return promise;
  }

  /** Parses the body. @throws GatewayError if it exceeds the limits, or the request is aborted meanwhile */
  async parse(body: IncomingJson | null): Promise<Pick<HttpResponse, 'json' | 'memory'>> {
    const read = await body?.read(this);
    switch (read?.kind) {
      case 'over':
        throw this.abortedBy ?? abortError();
      case 'too-large':
        throw this.#tooManyValues();
      case 'json':
        return { json: read.value, memory: this.#memory };
      case 'not-json':
      case undefined:
        return { json: undefined, memory: 0 };
    }
  }

  #tooManyValues(): GatewayError {
    return tooManyValuesError(this.#format ?? PLAIN_JSON, this.#request?.server ?? DEFAULT_SERVER_NAME);
  }

  #take(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A response did not consist of bytes.');
    const { tooLarge, server = DEFAULT_SERVER_NAME } = this.#request ?? ENDED;
    const format = this.#format ?? PLAIN_JSON;
    this.#received += chunk.length;
    if (this.#received > format.maxBytes) this.abort(tooLarge ?? tooManyBytesError(format, server));
    else this.#pool.allocate(this, chunk.length);
    this.#body?.add(chunk);
    if (this.#body?.isTooLarge === true) this.abort(this.#tooManyValues());
    // Aborting does not discard chunks that have arrived already.
    if (this.isOver) throw this.abortedBy ?? abortError();
  }

  #onAttemptSent(sent: ClientRequest): void {
    const { onSend, onConnected, refuseToSend } = this.#request ?? ENDED;
    onSend?.();
    if (onConnected === undefined && refuseToSend === undefined) return;
    onceConnected(sent, () => {
      const refusal = refuseToSend?.() ?? null;
      if (refusal === null) {
        onConnected?.();
        return;
      }
      this.abort(refusal);
      sent.destroy();
    });
  }

  /** Makes the request and its operation unreachable from got. */
  release(): void {
    this.#pool.remove(this);
    this.#request?.signal?.removeEventListener('abort', this.#onAbort);
    this.#request = null;
    this.#body = null;
    this.#attempt = null;
  }
}

const ENDED: Partial<HttpRequest> = { canRepeat: () => false };
const always = (): boolean => true;
const unchanged = (delayMs: number): number => delayMs;

/** Returns the request in got's context. */
export function inFlightRequestOf({ context }: Pick<Options, 'context'>): InFlightRequest {
  const { inFlightRequest } = context;
  if (inFlightRequest instanceof InFlightRequest) return inFlightRequest;
  throw new TypeError('A request was sent without its InFlightRequest.');
}

/** Describes a failed attempt for the retry policy; null if it did not fail. */
function failureOf(
  outcome: ReceivedResponse | RequestError,
): Omit<FailedAttempt, 'method' | 'attempt'> | null {
  // A response that breaks off has a status too, but is no response.
  if (outcome instanceof RequestError)
    return { transportCode: outcome instanceof TimeoutError ? 'ETIMEDOUT' : outcome.code };
  const { status, headers } = outcome;
  return status < 400 ? null : { status, retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()) };
}

function staysUnder(response: PlainResponse, base: string): boolean {
  const location = response.headers.location;
  return (
    location !== undefined &&
    URL.canParse(location, response.url) &&
    isUnderBaseUrl(new URL(location, response.url), base)
  );
}

/**
 * Calls back once, before the first byte of the request can be sent. Never calls back if the connection fails, because the name is unknown, the
 * connection is refused or the certificate is untrusted. Node buffers the request until the connection, with TLS the handshake, is complete. If
 * that cannot be observed, the call comes too early rather than too late.
 */
function onceConnected(request: ClientRequest, onConnected: () => void): void {
  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket || !socket.connecting) onConnected();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnected);
  });
}
