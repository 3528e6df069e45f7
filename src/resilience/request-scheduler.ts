/** Decides which request goes next: lanes and callers take turns, within the concurrency and rate that are allowed right now. */
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import type { RequestTarget } from './circuit-breakers.ts';
import { createFairQueue, type FairQueue, type QueueEntry } from './fair-queue.ts';
import { type RequestClass, REQUEST_CLASSES, type Lane, laneCapacity } from './request-class.ts';

/** One request, and the caller that it is for. */
export interface OutboundRequest extends RequestTarget {
  /** Whose turn it takes. */
  readonly caller: string;
  readonly signal?: AbortSignal | undefined;
}

export interface RequestScheduler {
  /**
   * Waits for the turn, and returns the function that ends it, which is called once. A call whose signal is aborted leaves the queue at once.
   * @param onQueued called with the place in the queue
   * @throws GatewayError UPSTREAM_OVERLOADED if the queue is full, the signal's reason, or the error that the call was refused with
   */
  enter(call: OutboundRequest, onQueued: (queued: QueueEntry) => void): Promise<() => void>;
  /** Rejects the queued calls that a predicate selects. */
  rejectQueued(isMeant: (subject: RequestTarget) => boolean, error: GatewayError): void;
  /** Starts as many queued calls as the bounds now allow. */
  dispatch(): void;
  readonly queued: RequestCounts;
  readonly inFlight: RequestCounts;
  /** How many have started, ever. */
  readonly started: number;
  /** Returns the most that were in flight at once since the last call. */
  takePeak(): number;
  close(): void;
}

/** What is allowed right now. Each function is called again for every decision. */
export interface SchedulerLimits {
  /** The highest that `concurrency` can be. */
  readonly maxConcurrency: number;
  readonly concurrency: () => number;
  /** When the next may start; `now` or earlier: at once. The clock is `performance.now()`. */
  readonly nextStart: (now: number) => number;
  readonly onStart: (now: number) => void;
}

/** A queued call takes 3 kB here, and as much again in its callers. An operation sends 150 at most, unless it is configured otherwise. */
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

export function createRequestScheduler(bounds: SchedulerLimits): RequestScheduler {
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
  /** The first lane that can start a call does so, and goes to the end. */
  const rotation = Object.values(lanes);
  const concurrencyNow = (): number => Math.min(bounds.concurrency(), bounds.maxConcurrency);

  const dispatch = (): void => {
    while (queued.total > 0 && inFlight.total < concurrencyNow()) {
      const now = performance.now();
      const startAt = bounds.nextStart(now);
      if (startAt > now) {
        wakeIn(startAt - now);
        return;
      }
      const lane = rotation.find((each) => each.queue.length > 0 && hasCapacity(each, concurrencyNow()));
      const waiting = lane?.queue.take();
      if (lane === undefined || waiting === undefined) return;
      rotation.push(...rotation.splice(rotation.indexOf(lane), 1));
      bounds.onStart(now);
      start(waiting, lane);
    }
  };
  /** Infinity: whoever raises the bounds from 0 dispatches as well. */
  const wakeIn = (ms: number): void => {
    if (ms < Infinity) wakeUp ??= setTimeout(wake, Math.ceil(ms));
  };
  const wake = (): void => {
    wakeUp = null;
    dispatch();
  };

  const start = ({ kind, start: resolve }: WaitingRequest, lane: LaneQueue): void => {
    queued.add(kind, -1);
    inFlight.add(kind, 1);
    lane.inFlight += 1;
    started += 1;
    peak = Math.max(peak, inFlight.total);
    resolve(() => end(kind, lane));
  };
  const end = (kind: RequestClass, lane: LaneQueue): void => {
    inFlight.add(kind, -1);
    lane.inFlight -= 1;
    dispatch();
  };

  const rejectQueued = (isMeant: (subject: RequestTarget) => boolean, error: GatewayError): void => {
    for (const waiting of rotation.flatMap(({ queue }) => queue.takeAll(isMeant))) {
      queued.add(waiting.kind, -1);
      waiting.reject(error);
    }
  };

  return {
    async enter({ kind, type, caller, signal }, onQueued) {
      if (isClosed || signal?.aborted === true) throw abortError(signal);
      const turn = Promise.withResolvers<() => void>();
      const waiting: WaitingRequest = { kind, type, start: turn.resolve, reject: turn.reject };
      const place = lanes[REQUEST_CLASSES[kind].lane].queue.add(caller, waiting);
      if (place === null) throw queueFullError();
      queued.add(kind, 1);
      onQueued(place);
      const leave = (): void => {
        if (place.leave()) queued.add(kind, -1);
        turn.reject(abortError(signal));
      };
      signal?.addEventListener('abort', leave);
      dispatch();
      try {
        return await turn.promise;
      } finally {
        signal?.removeEventListener('abort', leave);
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

/** Numbers of calls, by kind. */
export interface RequestCounts {
  readonly total: number;
  readonly of: (kind: RequestClass) => number;
}

interface MutableRequestCounts extends RequestCounts {
  readonly add: (kind: RequestClass, amount: number) => void;
}

function createRequestCounts(): MutableRequestCounts {
  const counts = new Map<RequestClass, number>();
  let total = 0;
  return {
    get total() {
      return total;
    },
    of: (kind) => counts.get(kind) ?? 0,
    add(kind, amount) {
      counts.set(kind, (counts.get(kind) ?? 0) + amount);
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
