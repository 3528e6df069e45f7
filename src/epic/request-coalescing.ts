/** Work that several operations want at once is done once. Who gives up leaves the others to theirs; the last one ends it. */
import type { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';

interface CoalescedRequest<T> {
  outcome: Promise<T>;
  waiting: number;
  /** Ends the work, for which nobody waits any more. */
  readonly abandon: (reason: GatewayError) => void;
}

export interface RequestCoalescer<T> {
  /**
   * Joins the work in flight for the key, or starts it. `start` has to obey the signal that it gets. Where the joining signal is aborted, its
   * caller gets the reason at once.
   */
  join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Lets nobody join the work that is in flight now: whoever comes later gets a result that was read later. */
  detach(): void;
}

/** In the place of an outcome that nobody can ask for any more. */
const NEVER = new Promise<never>(() => {});

export function createRequestCoalescer<T>(): RequestCoalescer<T> {
  const inFlight = new Map<string, CoalescedRequest<T>>();

  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): CoalescedRequest<T> => {
    const stop = new AbortController();
    const forget = (): void => {
      if (inFlight.get(key) === shared) inFlight.delete(key);
      // A Map that has grown leaves a table behind that holds what it held then, and the next table (see http/course.ts for what that costs).
      shared.outcome = NEVER;
    };
    const abandon = (reason: GatewayError): void => {
      forget();
      stop.abort(reason);
    };
    const shared: CoalescedRequest<T> = { outcome: start(stop.signal), waiting: 0, abandon };
    shared.outcome.then(forget, forget);
    inFlight.set(key, shared);
    return shared;
  };

  return {
    join(key, signal, start) {
      if (signal?.aborted === true) return Promise.reject(abortError(signal));
      const shared = inFlight.get(key) ?? begin(key, start);
      shared.waiting += 1;
      return signal === undefined ? shared.outcome : waitUntilAborted(signal, shared);
    },
    detach: () => inFlight.clear(),
  };
}

/** The shared outcome, or the end of waiting for it, whichever comes first. */
function waitUntilAborted<T>(signal: AbortSignal, shared: CoalescedRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      const reason = abortError(signal);
      shared.waiting -= 1;
      if (shared.waiting === 0) shared.abandon(reason);
      reject(reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    const stay = (): void => signal.removeEventListener('abort', leave);
    shared.outcome.then(resolve, reject).finally(stay);
  });
}
