/**
 * One request on its way: what it asks and tells meanwhile, and that it lets go of all that at its end.
 *
 * got's request is a writable stream, and each of Node's stays until the next full garbage collection, however soon it is done: V8 makes a
 * function that is assigned to a property in the old generation, as the stream's `onwrite` is, and what can be reached from there is
 * copied by the collections of the young generation, though nobody needs it any more. So got is given a course alone, and from one that
 * has ended neither the answer can be reached nor the operation that asked for it.
 */
import {
  HTTPError,
  type Options,
  type PlainResponse,
  type RequestPromise,
  type RetryObject,
  TimeoutError,
} from 'got';
import { GatewayError } from '../errors.ts';
import type { HeldBytes, Holder } from '../size/held-bytes.ts';
import type { Reader } from '../size/json-reader.ts';
import { onceConnected } from './connected.ts';
import { givenUp } from './given-up.ts';
import type { HttpRequest } from './http.ts';
import { type FailedAttempt, retryDelayMs } from './retry.ts';
import { isWithin } from './within.ts';

export interface CourseBounds {
  readonly mostBytes: number;
  /** The error of an answer that has more bytes. */
  readonly tooLarge: GatewayError;
  /** Counts the answer, from its first byte until it is parsed. */
  readonly held: HeldBytes;
}

export class Course implements Holder, Reader {
  readonly #stop = new AbortController();
  readonly #bounds: CourseBounds;
  readonly #giveUp: () => void;
  /** Null once it has ended. */
  #request: HttpRequest | null;
  #received = 0;
  #memory = 0;

  constructor(request: HttpRequest, bounds: CourseBounds) {
    this.#request = request;
    this.#bounds = bounds;
    const giveUp = (): void => this.stop(givenUp(this.#request?.signal));
    this.#giveUp = giveUp;
    // AbortSignal.any would do the same, at ten times the cost of a listener.
    request.signal?.addEventListener('abort', giveUp);
  }

  /** What got is told of it. */
  get options(): Pick<Options, 'signal' | 'context'> {
    return { signal: this.#stop.signal, context: { course: this } };
  }

  /** The error that it was given up with; null where it was not. */
  get stoppedBy(): GatewayError | null {
    const reason: unknown = this.#stop.signal.reason;
    return reason instanceof GatewayError ? reason : null;
  }

  get isOver(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The bytes of memory that the parsed answer takes. */
  get memory(): number {
    return this.#memory;
  }

  hold(memory: number): void {
    this.#memory += memory;
    this.#bounds.held.take(this, memory);
  }

  giveUp(): void {
    this.stop(overloaded());
  }

  /** Gives the request up. @param error for who waits for it */
  stop(error: GatewayError): void {
    this.#stop.abort(error);
  }

  /** How long to wait before it is sent once more, in milliseconds; 0: it is not. */
  delayMs({ attemptCount, error, retryAfter }: RetryObject): number {
    const { mayRepeat = always, onFailure, retryDelay = asLong } = this.#request ?? ENDED;
    const failed: FailedAttempt = {
      method: error.options.method,
      attempt: attemptCount,
      // An answer that breaks off has a status too, and is none.
      status: error instanceof HTTPError ? error.response.statusCode : undefined,
      transportCode: error instanceof TimeoutError ? 'ETIMEDOUT' : error.code,
      retryAfterMs: retryAfter,
    };
    onFailure?.(failed);
    const delay = retryDelayMs(failed, Math.random());
    return delay !== null && mayRepeat() ? retryDelay(delay) : 0;
  }

  /** Whether it goes where it is redirected to. */
  follows(response: PlainResponse): boolean {
    const { redirectsWithin, mayRepeat = always } = this.#request ?? ENDED;
    return redirectsWithin !== undefined && staysWithin(response, redirectsWithin) && mayRepeat();
  }

  /** Hears of what becomes of it. */
  listenTo(answer: RequestPromise): void {
    void answer.on('downloadProgress', ({ transferred }) => {
      const { mostBytes, tooLarge } = this.#bounds;
      if (transferred > mostBytes) this.stop(tooLarge);
      else this.#receive(transferred);
    });
    void answer.on('request', (sent) => {
      const { onSend, onConnected, refuseToSend } = this.#request ?? ENDED;
      onSend?.();
      if (onConnected === undefined && refuseToSend === undefined) return;
      onceConnected(sent, () => {
        const refusal = refuseToSend?.() ?? null;
        if (refusal === null) {
          onConnected?.();
          return;
        }
        this.stop(refusal);
        sent.destroy();
      });
    });
  }

  /** Each attempt begins its answer anew. */
  #receive(bytes: number): void {
    const { held } = this.#bounds;
    if (this.isOver) return;
    if (bytes < this.#received) held.letGo(this, this.#received - bytes);
    else held.take(this, bytes - this.#received);
    this.#received = bytes;
  }

  /** Lets go of the request. */
  end(): void {
    this.#bounds.held.end(this);
    this.#request?.signal?.removeEventListener('abort', this.#giveUp);
    this.#request = null;
  }
}

const ENDED: Partial<HttpRequest> = { mayRepeat: () => false };
const always = (): boolean => true;
const asLong = (delayMs: number): number => delayMs;

/** The course that got was given. */
export function courseOf({ context }: Pick<Options, 'context'>): Course {
  const { course } = context;
  if (course instanceof Course) return course;
  throw new TypeError('A request was sent without a course.');
}

function staysWithin(response: PlainResponse, base: string): boolean {
  const location = response.headers.location;
  return (
    location !== undefined &&
    URL.canParse(location, response.url) &&
    isWithin(new URL(location, response.url), base)
  );
}

function overloaded(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway receives as much at once as it has memory for, and this answer takes the most, so it was given up. Retry later, or request ' +
      'less in one operation.',
  );
}
