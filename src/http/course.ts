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
import { onceConnected } from './connected.ts';
import { givenUp } from './given-up.ts';
import type { HttpRequest } from './http.ts';
import { type FailedAttempt, retryDelayMs } from './retry.ts';
import { isWithin } from './within.ts';

export class Course {
  readonly #stop = new AbortController();
  readonly #maxBodyBytes: number;
  readonly #giveUp: () => void;
  /** Null once it has ended. */
  #request: HttpRequest | null;

  constructor(request: HttpRequest, maxBodyBytes: number) {
    this.#request = request;
    this.#maxBodyBytes = maxBodyBytes;
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
      if (transferred > this.#maxBodyBytes)
        this.stop(this.#request?.tooLarge ?? largerThan(this.#maxBodyBytes));
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

  /** Lets go of the request. */
  end(): void {
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

function largerThan(maxBodyBytes: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `The FHIR server's answer is larger than ${maxBodyBytes} bytes, which no FHIR answer should be.`,
  );
}
