/** Coalesces equal requests: operations that need the same work at once share it. It is aborted only when the last of them is. */
import type { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';

interface CoalescedRequest<T> {
  outcome: Promise<T>;
  waiting: number;
  /** Aborts the work, since nobody waits for it any more. */
  readonly abandon: (reason: GatewayError) => void;
}

export interface RequestCoalescer<T> {
  /**
   * Joins the work in flight for the key, or starts it. `start` has to obey the signal that it gets. Rejects with the reason as soon as the
   * joining signal is aborted.
   */
  join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Lets nobody join the work that is in flight now, so that later callers get a result that was read later. */
  detach(): void;
}

/** Replaces an outcome that nobody can join any more. */
const NEVER = new Promise<never>(() => {});

export function createRequestCoalescer<T>(): RequestCoalescer<T> {
  const inFlight = new Map<string, CoalescedRequest<T>>();

  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): CoalescedRequest<T> => {
    const stop = new AbortController();
    const forget = (): void => {
      if (inFlight.get(key) === request) inFlight.delete(key);
      // A Map that has grown keeps its old table alive, with the values that it held (see http/in-flight-request.ts for what that costs).
      request.outcome = NEVER;
    };
    const abandon = (reason: GatewayError): void => {
      forget();
      stop.abort(reason);
    };
    const request: CoalescedRequest<T> = { outcome: start(stop.signal), waiting: 0, abandon };
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
