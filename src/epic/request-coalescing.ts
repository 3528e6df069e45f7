/** Coalesces equal requests in flight. A shared request is aborted only when all operations that await it are. */
import type { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import type { RequestBudget } from './request-budget.ts';

interface CoalescedRequest<T> {
  outcome: Promise<T>;
  waiting: number;
  /** Aborts the request when no operation awaits it any more. */
  readonly abandon: (reason: GatewayError) => void;
}

export interface RequestCoalescer<T> {
  /**
   * Joins the request in flight for the key, or starts it. `start` must obey the signal that it receives. Rejects with the reason as soon
   * as `signal` is aborted.
   */
  join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
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

/** Remembers when the requests in flight were sent, so that a read that joins one knows the age of its answer. */
export interface SendTimes {
  /** Runs a read. Each of its requests must reserve from the budget that `read` receives. */
  readonly observe: <R>(observed: ObservedRead, read: (budget: RequestBudget) => Promise<R>) => Promise<R>;
}

interface ObservedRead {
  /** The same for reads that send the same requests. */
  readonly key: string;
  readonly budget: RequestBudget;
  /** Receives when a request was sent that the read joins, in epoch milliseconds; -Infinity if that is unknown. */
  readonly onJoin: (sentAt: number) => void;
}

/** @param now epoch milliseconds */
export function createSendTimes(now: () => number): SendTimes {
  /** How many reads of a key are in flight, and when the latest of their first requests was sent, of their second, and so on. */
  const inFlight = new Map<string, { reads: number; readonly sentAt: number[] }>();
  return {
    async observe({ key, budget, onJoin }, read) {
      const ofKey = inFlight.get(key) ?? { reads: 0, sentAt: [] };
      inFlight.set(key, ofKey);
      ofKey.reads += 1;
      let index = -1;
      let earlier = -Infinity;
      const reserve = (): boolean => {
        if (!budget.reserve()) return false;
        index += 1;
        earlier = ofKey.sentAt[index] ?? -Infinity;
        ofKey.sentAt[index] = now();
        return true;
      };
      // A request that joins another gives its reservation back.
      const release = (): void => {
        budget.release();
        ofKey.sentAt[index] = earlier;
        onJoin(earlier);
      };
      try {
        return await read({ ...budget, reserve, release });
      } finally {
        ofKey.reads -= 1;
        if (ofKey.reads === 0) inFlight.delete(key);
      }
    },
  };
}
