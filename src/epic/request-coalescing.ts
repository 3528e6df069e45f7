/** Coalesces equal requests in flight. A shared request is aborted only when all operations that await it are. */
import type { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import { startStopwatch, type Stopwatch } from '../resilience/stopwatch.ts';

interface CoalescedRequest<T> {
  outcome: Promise<T>;
  waiting: number;
  readonly age: Stopwatch;
  /** Aborts the request when no operation awaits it any more. */
  readonly abandon: (reason: GatewayError) => void;
}

export interface RequestCoalescer<T> {
  /**
   * Joins the request in flight for the key, or starts it. `start` must obey the signal that it receives. Rejects with the reason as soon
   * as `signal` is aborted.
   */
  join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Returns how old the request in flight for the key is; undefined if there is none. */
  ageOf(key: string): Stopwatch | undefined;
  /** Detaches the requests in flight, so that later callers start requests of their own. */
  detach(): void;
}

/** Replaces the outcome of a request that can no longer be joined. */
const NEVER = new Promise<never>(() => {});

export function createRequestCoalescer<T>(): RequestCoalescer<T> {
  const inFlight = new Map<string, CoalescedRequest<T>>();

  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): CoalescedRequest<T> => {
    const stop = new AbortController();
    const forget = (): void => {
      if (inFlight.get(key) === request) inFlight.delete(key);
      // A Map that has grown keeps its old table alive, with the values that it held (http/in-flight-request.ts explains the cost).
      request.outcome = NEVER;
    };
    const abandon = (reason: GatewayError): void => {
      forget();
      stop.abort(reason);
    };
    const age = startStopwatch();
    const request: CoalescedRequest<T> = { outcome: start(stop.signal), waiting: 0, age, abandon };
    request.outcome.then(forget, forget);
    inFlight.set(key, request);
    return request;
  };

  return {
    join(key, signal, start) {
      if (signal?.aborted === true) return Promise.reject(abortError(signal));
      const request = inFlight.get(key) ?? begin(key, start);
      request.waiting += 1;
      return signal === undefined ? request.outcome : waitUntilAborted(signal, request);
    },
    ageOf: (key) => inFlight.get(key)?.age,
    detach: () => inFlight.clear(),
  };
}

/** Settles with the outcome of the request, or rejects when the signal is aborted, whichever comes first. */
function waitUntilAborted<T>(signal: AbortSignal, request: CoalescedRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      const reason = abortError(signal);
      request.waiting -= 1;
      if (request.waiting === 0) request.abandon(reason);
      reject(reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
