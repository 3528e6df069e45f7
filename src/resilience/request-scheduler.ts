/**
 * Decides which queued request starts next. Lanes and callers take turns, within the current limits of concurrency and rate. A started request
 * cannot be stopped for another caller, so no caller ever has more than three quarters of the concurrency in flight.
 */
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import type { RequestTarget } from './circuit-breakers.ts';
import { createFairQueue, type FairQueue, type QueueEntry } from './fair-queue.ts';
import { type Lane, laneCapacity, REQUEST_CLASSES, type RequestClass } from './request-class.ts';

export interface OutboundRequest extends RequestTarget {
  /** The caller in whose turn it starts. */
  readonly caller: string;
  readonly signal?: AbortSignal | undefined;
}

interface RequestScheduler {
  /**
   * Waits until the request may start. Returns a function to call once when it has ended. Aborting the signal removes the request from the
   * queue at once.
   * @param onQueued called with the entry in the queue
   * @throws GatewayError UPSTREAM_OVERLOADED if the queue is full, the signal's reason, or the error given to `rejectQueued`
   */
  enter(request: OutboundRequest, onQueued: (queued: QueueEntry) => void): Promise<() => void>;
  /** Rejects the queued requests that the predicate selects. */
  rejectQueued(isAffected: (target: RequestTarget) => boolean, error: GatewayError): void;
  /** Starts as many queued requests as the limits now allow. */
  dispatch(): void;
  readonly queued: Counts<RequestClass>;
  readonly inFlight: Counts<RequestClass>;
  /** The number of requests started so far. */
  readonly started: number;
  /** Returns the maximum in flight since the last call. */
  takePeak(): number;
  close(): void;
}

/** The scheduler calls each function again for every decision. */
interface SchedulerLimits {
  /** The upper bound of `concurrency`. */
  readonly maxConcurrency: number;
  readonly concurrency: () => number;
  /** Returns when the next request may start; `now` or earlier means at once. The clock is `performance.now()`. */
  readonly nextStart: (now: number) => number;
  readonly onStart: (now: number) => void;
}

/** A queued request takes 3 kB here, and as much again in its callers. By default an operation sends at most 150. */
export const QUEUE_BOUNDS = { perCaller: 12_000, total: 24_000 };

const CALLER_SHARE = 3 / 4;

interface WaitingRequest extends RequestTarget {
  readonly start: (end: () => void) => void;
  readonly reject: (error: GatewayError) => void;
}

interface LaneQueue {
  readonly lane: Lane;
  readonly queue: FairQueue<WaitingRequest>;
  /** By caller. */
  readonly inFlight: MutableCounts<string>;
}

export function createRequestScheduler(limits: SchedulerLimits): RequestScheduler {
  const queued = createCounts<RequestClass>();
  const inFlight = createCounts<RequestClass>();
  const inFlightByCaller = createCounts<string>();
  let [started, peak] = [0, 0];
  let wakeUp: NodeJS.Timeout | null = null;
  let isClosed = false;
  const lanes: Readonly<Record<Lane, LaneQueue>> = {
    records: openLane('records'),
    contents: openLane('contents'),
    writes: openLane('writes'),
  };
  /** The first lane that can start a request does, and moves to the end. */
  const rotation = Object.values(lanes);
  const concurrencyNow = (): number => Math.min(limits.concurrency(), limits.maxConcurrency);

  const dispatch = (): void => {
    while (queued.total > 0 && inFlight.total < concurrencyNow()) {
      const now = performance.now();
      const startAt = limits.nextStart(now);
      if (startAt > now) {
        wakeIn(startAt - now);
        return;
      }
      if (!startNext(now)) return;
    }
  };
  /** Returns false if no queued request may start. */
  const startNext = (now: number): boolean => {
    const concurrency = concurrencyNow();
    for (const lane of rotation) {
      const taken = takeNext(lane, concurrency);
      if (taken === undefined) continue;
      rotation.push(...rotation.splice(rotation.indexOf(lane), 1));
      limits.onStart(now);
      start(taken.value, lane, taken.caller);
      return true;
    }
    return false;
  };
  /** Passes over callers who have their share in flight: at most one of all lanes and one of this lane. */
  const takeNext = ({ lane, queue, inFlight: ofLane }: LaneQueue, concurrency: number) => {
    const capacity = laneCapacity(lane, concurrency);
    if (ofLane.total >= capacity) return undefined;
    return queue.take(
      (caller) =>
        inFlightByCaller.of(caller) < callerCapacity(concurrency) &&
        ofLane.of(caller) < callerCapacity(capacity),
    );
  };
  /** Ignores Infinity: the limits are 0 then, and raising them dispatches too. */
  const wakeIn = (ms: number): void => {
    if (ms < Infinity) wakeUp ??= setTimeout(wake, Math.ceil(ms));
  };
  const wake = (): void => {
    wakeUp = null;
    dispatch();
  };

  const start = ({ requestClass, start: resolve }: WaitingRequest, lane: LaneQueue, caller: string): void => {
    const count = (amount: number): void => {
      inFlight.add(requestClass, amount);
      inFlightByCaller.add(caller, amount);
      lane.inFlight.add(caller, amount);
    };
    queued.add(requestClass, -1);
    count(1);
    started += 1;
    peak = Math.max(peak, inFlight.total);
    resolve(() => {
      count(-1);
      dispatch();
    });
  };

  const rejectQueued = (isAffected: (target: RequestTarget) => boolean, error: GatewayError): void => {
    for (const waiting of rotation.flatMap(({ queue }) => queue.takeAll(isAffected))) {
      queued.add(waiting.requestClass, -1);
      waiting.reject(error);
    }
  };

  return {
    async enter({ requestClass, type, caller, signal }, onQueued) {
      if (isClosed || signal?.aborted === true) throw abortError(signal);
      const admission = Promise.withResolvers<() => void>();
      const waiting: WaitingRequest = {
        requestClass,
        type,
        start: admission.resolve,
        reject: admission.reject,
      };
      const entry = lanes[REQUEST_CLASSES[requestClass].lane].queue.add(caller, waiting);
      if (entry === null) throw queueFullError();
      queued.add(requestClass, 1);
      onQueued(entry);
      const onAbort = (): void => {
        if (entry.remove()) queued.add(requestClass, -1);
        admission.reject(abortError(signal));
      };
      signal?.addEventListener('abort', onAbort);
      dispatch();
      try {
        return await admission.promise;
      } finally {
        signal?.removeEventListener('abort', onAbort);
      }
    },
    rejectQueued,
    dispatch,
    queued,
    inFlight,
    get started() {
      return started;
    },
    takePeak() {
      const taken = peak;
      peak = inFlight.total;
      return taken;
    },
    close() {
      isClosed = true;
      if (wakeUp !== null) clearTimeout(wakeUp);
      rejectQueued(() => true, abortError());
    },
  };
}

function openLane(lane: Lane): LaneQueue {
  return { lane, queue: createFairQueue(QUEUE_BOUNDS), inFlight: createCounts() };
}

/** Returns at least 1, so that a caller is served even with a concurrency of 1. */
function callerCapacity(concurrency: number): number {
  return Math.max(1, Math.floor(concurrency * CALLER_SHARE));
}

/** Counts of requests, in total and by key. */
interface Counts<K> {
  readonly total: number;
  readonly of: (key: K) => number;
}

interface MutableCounts<K> extends Counts<K> {
  readonly add: (key: K, amount: number) => void;
}

function createCounts<K>(): MutableCounts<K> {
  const counts = new Map<K, number>();
  let total = 0;
  const countOf = (key: K): number => counts.get(key) ?? 0;
  return {
    get total() {
      return total;
    },
    of: countOf,
    add(key, amount) {
      const count = countOf(key) + amount;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
      total += amount;
    },
  };
}

function queueFullError(): GatewayError {
  return new GatewayError(
    'UPSTREAM_OVERLOADED',
    "The gateway's queue for the FHIR server is full. Retry later, or select less in one operation.",
  );
}
