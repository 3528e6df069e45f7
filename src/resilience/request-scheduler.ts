/** Decides which queued request starts next. Lanes and callers take turns, within the current limits of concurrency and rate. */
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
  readonly queued: RequestCounts;
  readonly inFlight: RequestCounts;
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

interface WaitingRequest extends RequestTarget {
  readonly start: (end: () => void) => void;
  readonly reject: (error: GatewayError) => void;
}

interface LaneQueue {
  readonly lane: Lane;
  readonly queue: FairQueue<WaitingRequest>;
  inFlight: number;
}

export function createRequestScheduler(limits: SchedulerLimits): RequestScheduler {
  const queued = createRequestCounts();
  const inFlight = createRequestCounts();
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
      const lane = rotation.find((each) => each.queue.length > 0 && hasCapacity(each, concurrencyNow()));
      const waiting = lane?.queue.take();
      if (lane === undefined || waiting === undefined) return;
      rotation.push(...rotation.splice(rotation.indexOf(lane), 1));
      limits.onStart(now);
      start(waiting, lane);
    }
  };
  /** Ignores Infinity: the limits are 0 then, and raising them dispatches too. */
  const wakeIn = (ms: number): void => {
    if (ms < Infinity) wakeUp ??= setTimeout(wake, Math.ceil(ms));
  };
  const wake = (): void => {
    wakeUp = null;
    dispatch();
  };

  const start = ({ requestClass, start: resolve }: WaitingRequest, lane: LaneQueue): void => {
    queued.add(requestClass, -1);
    inFlight.add(requestClass, 1);
    lane.inFlight += 1;
    started += 1;
    peak = Math.max(peak, inFlight.total);
    resolve(() => end(requestClass, lane));
  };
  const end = (requestClass: RequestClass, lane: LaneQueue): void => {
    inFlight.add(requestClass, -1);
    lane.inFlight -= 1;
    dispatch();
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
  return { lane, queue: createFairQueue(QUEUE_BOUNDS), inFlight: 0 };
}

function hasCapacity({ lane, inFlight }: LaneQueue, concurrency: number): boolean {
  return inFlight < laneCapacity(lane, concurrency);
}

/** Counts of requests, in total and by class. */
interface RequestCounts {
  readonly total: number;
  readonly of: (requestClass: RequestClass) => number;
}

interface MutableRequestCounts extends RequestCounts {
  readonly add: (requestClass: RequestClass, amount: number) => void;
}

function createRequestCounts(): MutableRequestCounts {
  const counts = new Map<RequestClass, number>();
  let total = 0;
  return {
    get total() {
      return total;
    },
    of: (requestClass) => counts.get(requestClass) ?? 0,
    add(requestClass, amount) {
      counts.set(requestClass, (counts.get(requestClass) ?? 0) + amount);
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
