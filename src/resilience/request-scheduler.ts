/** Decides which request goes next: lanes and callers take turns, within the concurrency and rate that are allowed right now. */
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import type { RequestTarget } from './circuit-breakers.ts';
import { createFairQueue, type FairQueue, type QueueEntry } from './fair-queue.ts';
import { type Lane, laneCapacity, REQUEST_CLASSES, type RequestClass } from './request-class.ts';

/** One request, and the caller that it is for. */
export interface OutboundRequest extends RequestTarget {
  /** The caller whose turn it takes. */
  readonly caller: string;
  readonly signal?: AbortSignal | undefined;
}

interface RequestScheduler {
  /**
   * Waits until the request may start, and returns the function that ends it, which is called once. A request whose signal is aborted leaves
   * the queue at once.
   * @param onQueued called with its entry in the queue
   * @throws GatewayError UPSTREAM_OVERLOADED if the queue is full, the signal's reason, or the error it was rejected with
   */
  enter(request: OutboundRequest, onQueued: (queued: QueueEntry) => void): Promise<() => void>;
  /** Rejects the queued requests that a predicate selects. */
  rejectQueued(isMeant: (target: RequestTarget) => boolean, error: GatewayError): void;
  /** Starts as many queued requests as the limits now allow. */
  dispatch(): void;
  readonly queued: RequestCounts;
  readonly inFlight: RequestCounts;
  /** How many have started, ever. */
  readonly started: number;
  /** Returns the most that were in flight at once since the last call. */
  takePeak(): number;
  close(): void;
}

/** The limits right now. Each function is called again for every decision. */
interface SchedulerLimits {
  /** The highest that `concurrency` can be. */
  readonly maxConcurrency: number;
  readonly concurrency: () => number;
  /** When the next may start; `now` or earlier: at once. The clock is `performance.now()`. */
  readonly nextStart: (now: number) => number;
  readonly onStart: (now: number) => void;
}

/** A queued request takes 3 kB here, and as much again in its callers. An operation sends 150 at most, unless it is configured otherwise. */
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
  /** The first lane that can start a request does so, and goes to the end. */
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
  /** Does nothing for Infinity: whoever raises the limits from 0 dispatches as well. */
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

  const rejectQueued = (isMeant: (target: RequestTarget) => boolean, error: GatewayError): void => {
    for (const waiting of rotation.flatMap(({ queue }) => queue.takeAll(isMeant))) {
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

/** Numbers of requests, in total and by class. */
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
    'More requests are waiting for the FHIR server than this gateway keeps waiting. Try again later, or ask for less at a time.',
  );
}
