/**
 * One request in flight: it reads the answer within bounds, decides on retries and redirects, and releases everything at its end.
 *
 * got's request is a writable stream, and Node's streams stay in memory until the next full garbage collection: V8 allocates a function that
 * is assigned to a property, as the stream's `onwrite` is, in the old generation, and the collections of the young generation copy whatever
 * it refers to. So got is given only an `InFlightRequest`. Once that has been released, neither the answer nor the operation can be reached
 * from it.
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
import { GatewayError } from '../errors.ts';
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

/** An answer whose body is not parsed yet. */
export interface ReceivedResponse extends Pick<HttpResponse, 'status' | 'headers' | 'url' | 'isEmpty'> {
  /** Null: the body is not read. */
  readonly body: IncomingJson | null;
}

export class InFlightRequest implements MemoryHolder, JsonReceiver {
  readonly #abort = new AbortController();
  readonly #onAbort: () => void;
  /** Counts the answer, from its first byte until it is parsed. */
  readonly #pool: MemoryPool;
  /** How the answer is read; null: it is not. */
  readonly #form: JsonFormat | null;
  /** Null once it is released. */
  #request: HttpRequest | null;
  /** The bytes of the answer so far. */
  #received = 0;
  #memory = 0;

  constructor(request: HttpRequest, pool: MemoryPool) {
    this.#request = request;
    this.#pool = pool;
    this.#form = request.json === undefined ? PLAIN_JSON : request.json;
    const onAbort = (): void => this.abort(abortError(this.#request?.signal));
    this.#onAbort = onAbort;
    // AbortSignal.any would do the same, at ten times the cost of a listener.
    request.signal?.addEventListener('abort', onAbort);
  }

  /** The options for got. */
  get gotOptions(): Pick<Options, 'signal' | 'context'> {
    return { signal: this.#abort.signal, context: { inFlightRequest: this } };
  }

  /** The error that it was aborted with; null if it was not. */
  get abortedBy(): GatewayError | null {
    const reason: unknown = this.#abort.signal.reason;
    return reason instanceof GatewayError ? reason : null;
  }

  get isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  /** The bytes of memory that the parsed answer takes. */
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
    this.#abort.abort(error);
  }

  /** Returns the milliseconds to wait before the next attempt; 0: there is no other attempt. */
  nextDelayMs(attempt: number, outcome: ReceivedResponse | RequestError): number {
    const { mayRepeat = always, onFailure, retryDelay = unchanged, form, body } = this.#request ?? ENDED;
    const failure = failureOf(outcome);
    if (failure === null) return 0;
    const method = form === undefined && body === undefined ? 'GET' : 'POST';
    const failed: FailedAttempt = { method, attempt, ...failure };
    onFailure?.(failed);
    const waits = retryDelayMs(failed, Math.random());
    return waits !== null && mayRepeat() ? retryDelay(waits) : 0;
  }

  /** Waits before the next attempt. Rejects if the request is aborted meanwhile. */
  async wait(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#abort.signal });
  }

  /** Returns whether it follows a redirect. */
  followsRedirect(response: PlainResponse): boolean {
    const { followRedirectsUnder, mayRepeat = always } = this.#request ?? ENDED;
    return followRedirectsUnder !== undefined && staysUnder(response, followRedirectsUnder) && mayRepeat();
  }

  /** Receives the answer of one attempt. */
  async receive(attempt: Request): Promise<ReceivedResponse> {
    const response = Promise.withResolvers<Response>();
    attempt.once('response', response.resolve);
    void attempt.on('request', (sent: ClientRequest) => this.#onAttemptSent(sent));
    this.#pool.release(this, this.#received);
    this.#received = 0;
    const body = this.#form === null ? null : new IncomingJson(this.#form);
    for await (const chunk of attempt) this.#take(chunk, body);
    const { statusCode: status, headers, url } = await response.promise;
    return { status, headers, url, isEmpty: this.#received === 0, body };
  }

  /** Parses the answer. @throws GatewayError if it goes beyond the bounds, or the request is aborted meanwhile */
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
    return tooManyValuesError(this.#form ?? PLAIN_JSON, this.#request?.server ?? DEFAULT_SERVER_NAME);
  }

  #take(chunk: unknown, body: IncomingJson | null): void {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('An answer came in something else than bytes.');
    const { tooLarge, server = DEFAULT_SERVER_NAME } = this.#request ?? ENDED;
    const format = this.#form ?? PLAIN_JSON;
    this.#received += chunk.length;
    if (this.#received > format.maxBytes) this.abort(tooLarge ?? tooManyBytesError(format, server));
    else this.#pool.allocate(this, chunk.length);
    body?.add(chunk);
    if (body?.isTooLarge === true) this.abort(this.#tooManyValues());
    // The rest of the answer may be here already.
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

  /** Makes the request and its operation unreachable. */
  release(): void {
    this.#pool.remove(this);
    this.#request?.signal?.removeEventListener('abort', this.#onAbort);
    this.#request = null;
  }
}

const ENDED: Partial<HttpRequest> = { mayRepeat: () => false };
const always = (): boolean => true;
const unchanged = (delayMs: number): number => delayMs;

/** Returns the request that got was given in its context. */
export function inFlightRequestOf({ context }: Pick<Options, 'context'>): InFlightRequest {
  const { inFlightRequest } = context;
  if (inFlightRequest instanceof InFlightRequest) return inFlightRequest;
  throw new TypeError('A request was sent without its InFlightRequest.');
}

/** Describes a failed attempt for the retry policy; null for an answer that is no failure. */
function failureOf(
  outcome: ReceivedResponse | RequestError,
): Omit<FailedAttempt, 'method' | 'attempt'> | null {
  // An answer that breaks off has a status too, and is none.
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
 * Calls back once, before the first byte of the request can leave. It never does so for a request whose connection fails: the name is not
 * found, nobody listens, the certificate is not trusted. Node buffers the request until the connection is established, with TLS until the
 * handshake is over. If that cannot be observed, the call comes too early rather than too late.
 */
function onceConnected(request: ClientRequest, onConnected: () => void): void {
  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket || !socket.connecting) onConnected();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnected);
  });
}
