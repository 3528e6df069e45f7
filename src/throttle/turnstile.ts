/** Who goes next: lanes and callers in rotation, as many at once and as soon as is allowed right now. */
import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import { GatewayError } from '../errors.ts';
import { givenUp } from '../http/given-up.ts';
import type { Subject } from './circuits.ts';
import { createFairQueue, type FairQueue, type Queued } from './fair-queue.ts';
import { type Kind, KINDS, type Lane, LANE_NAMES, placesOf } from './kinds.ts';

/** One request, and who it is for. */
export interface Call extends Subject {
  /** Whose turn it takes. */
  readonly caller: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Turnstile {
  /**
   * Waits for the turn, and gives what ends it. Who gives up meanwhile leaves the queue at once.
   * @param onQueued told of the place in the queue
   * @throws GatewayError UPSTREAM_OVERLOADED where too much is waiting, why it was given up, or why it was dismissed
   */
  enter(call: Call, onQueued: (queued: Queued) => void): Promise<() => void>;
  /** Refuses those who wait and are meant. */
  dismiss(isMeant: (subject: Subject) => boolean, error: GatewayError): void;
  /** Lets in whom the bounds now allow. */
  letIn(): void;
  readonly queued: Tally;
  readonly underWay: Tally;
  /** How many have had their turn, ever. */
  readonly started: number;
  /** The most that were under way at once since this was last asked. */
  takePeak(): number;
  close(): void;
}

/** What is allowed right now; all of it is asked anew each time. */
export interface Bounds {
  /** The most there can ever be. */
  readonly highestConcurrency: number;
  readonly concurrency: () => number;
  /** When the next may start: not after `now` where that is at once. The clock is `performance.now()`. */
  readonly nextStart: (now: number) => number;
  readonly started: (now: number) => void;
}

/** What waits takes 3 kB here, and as much again in those who wait for it. An operation asks for 150, unless it is told otherwise. */
export const QUEUE_BOUNDS = { perCaller: 12_000, total: 24_000 };

interface Waiting extends Subject {
  readonly begin: (end: () => void) => void;
  readonly refuse: (error: GatewayError) => void;
}

interface LaneState {
  readonly lane: Lane;
  readonly places: number;
  readonly queue: FairQueue<Waiting>;
  readonly wall: BulkheadPolicy;
}

export function createTurnstile(bounds: Bounds): Turnstile {
  const queued = createCount();
  const underWay = createCount();
  let [started, peak] = [0, 0];
  let wakeUp: NodeJS.Timeout | null = null;
  let isClosed = false;
  const lanes = new Map(LANE_NAMES.map((lane) => [lane, openLane(lane, bounds.highestConcurrency)]));
  /** The first that can is the next to let somebody in, and goes to the end. */
  const rotation = [...lanes.values()];
  const concurrencyNow = (): number => Math.min(bounds.concurrency(), bounds.highestConcurrency);

  const letIn = (): void => {
    while (queued.total > 0 && underWay.total < concurrencyNow()) {
      const now = performance.now();
      const start = bounds.nextStart(now);
      if (start > now) {
        // Whoever lets some go again, where none may, says so.
        if (start < Infinity) wakeUp ??= setTimeout(wake, Math.ceil(start - now));
        return;
      }
      const lane = rotation.find((each) => each.queue.length > 0 && hasPlace(each, concurrencyNow()));
      const waiting = lane?.queue.take();
      if (lane === undefined || waiting === undefined) return;
      rotation.push(...rotation.splice(rotation.indexOf(lane), 1));
      bounds.started(now);
      begin(waiting, lane);
    }
  };
  const wake = (): void => {
    wakeUp = null;
    letIn();
  };

  const begin = (waiting: Waiting, { wall }: LaneState): void => {
    const ended = Promise.withResolvers<undefined>();
    queued.add(waiting.kind, -1);
    underWay.add(waiting.kind, 1);
    started += 1;
    peak = Math.max(peak, underWay.total);
    const leave = async (): Promise<void> => {
      await wall.execute(() => ended.promise);
      underWay.add(waiting.kind, -1);
      letIn();
    };
    void leave();
    waiting.begin(() => ended.resolve(undefined));
  };

  const dismiss = (isMeant: (subject: Subject) => boolean, error: GatewayError): void => {
    for (const { queue } of lanes.values()) {
      for (const waiting of queue.takeAll(isMeant)) {
        queued.add(waiting.kind, -1);
        waiting.refuse(error);
      }
    }
  };

  return {
    async enter({ kind, type, caller, signal }, onQueued) {
      if (isClosed || signal?.aborted === true) throw givenUp(signal);
      const turn = Promise.withResolvers<() => void>();
      const place = lanes.get(KINDS[kind].lane)?.queue.add(caller, {
        kind,
        type,
        begin: turn.resolve,
        refuse: turn.reject,
      });
      if (place === undefined || place === null) throw overloaded();
      queued.add(kind, 1);
      onQueued(place);
      const leave = (): void => {
        if (place.leave()) queued.add(kind, -1);
        turn.reject(givenUp(signal));
      };
      signal?.addEventListener('abort', leave);
      letIn();
      try {
        return await turn.promise;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
    dismiss,
    letIn,
    queued,
    underWay,
    get started() {
      return started;
    },
    takePeak() {
      const taken = peak;
      peak = underWay.total;
      return taken;
    },
    close() {
      isClosed = true;
      if (wakeUp !== null) clearTimeout(wakeUp);
      dismiss(() => true, givenUp());
    },
  };
}

function openLane(lane: Lane, highestConcurrency: number): LaneState {
  const places = placesOf(lane, highestConcurrency);
  return { lane, places, queue: createFairQueue(QUEUE_BOUNDS), wall: bulkhead(places) };
}

/** The wall stands at what is configured; while less is allowed, each lane has its part of that. */
function hasPlace({ lane, places, wall }: LaneState, concurrency: number): boolean {
  return places - wall.executionSlots < placesOf(lane, concurrency);
}

export interface Tally {
  readonly total: number;
  readonly of: (kind: Kind) => number;
}

interface Count extends Tally {
  readonly add: (kind: Kind, amount: number) => void;
}

function createCount(): Count {
  const counts = new Map<Kind, number>();
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

function overloaded(): GatewayError {
  return new GatewayError(
    'UPSTREAM_OVERLOADED',
    'More requests are waiting for the FHIR server than this gateway keeps waiting. Try again later, or ask for less at a time.',
  );
}
