/** Throttles the requests to one FHIR server: limits their concurrency and rate, orders them, and refuses them while the server fails. */
import type { EpicLimits } from '../config/server-settings.ts';
import type { HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { FailedAttempt } from '../http/retry-policy.ts';
import type { SharedState } from '../state/shared-state.ts';
import type { CircuitPermit } from './circuit-breaker.ts';
import { createCircuitBreakers, type RequestTarget } from './circuit-breakers.ts';
import { settleRequest } from './failure-classifier.ts';
import type { QueueEntry } from './fair-queue.ts';
import { createQuotaLease, type LoadLimits } from './quota-lease.ts';
import type { RequestClass } from './request-class.ts';
import { RequestPacing } from './request-pacing.ts';
import { createRequestScheduler, type OutboundRequest } from './request-scheduler.ts';
import type { RequestClassHealth, ThrottleHealth } from './upstream-health.ts';

/** A request that waits for its permit. */
export interface QueuedRequest {
  /** Also queues the request for another caller. It is sent in the first of their turns. */
  addCaller(caller: string): void;
  /**
   * Waits for the permit. Aborting the signal removes the request from the queue at once.
   * @throws GatewayError UPSTREAM_UNAVAILABLE while a circuit is open, UPSTREAM_RATE_LIMITED during a long pause, UPSTREAM_OVERLOADED if the
   * queue is full, or the signal's reason
   */
  acquirePermit(): Promise<Permit>;
}

/** The hooks that apply the limits to the retries of an HTTP request. */
export type RequestHooks = Required<Pick<HttpRequest, 'onSend' | 'onFailure' | 'retryDelay' | 'canRepeat'>>;

/** Permission to send one request, which then counts as in flight. */
export interface Permit {
  /** Sends the request. Call it once. @throws the error of the attempt, or UPSTREAM_UNAVAILABLE if a circuit has opened meanwhile */
  send(attempt: (hooks: RequestHooks) => Promise<HttpResponse>): Promise<HttpResponse>;
  /** Lets the next request start. Call it once. */
  release(): void;
}

export interface Throttle {
  prepare(request: OutboundRequest): QueuedRequest;
  /** Returns the current state, without I/O. */
  health(): ThrottleHealth;
  /** Rejects every queued request. */
  close(): void;
}

interface ThrottleOptions {
  readonly limits: Pick<EpicLimits, 'maxConcurrency' | 'maxRps'>;
  /** Identifies the FHIR server. */
  readonly upstream: string;
  /** Shares the limits with other replicas; null if they apply to this process only. */
  readonly state: SharedState | null;
}

export function createThrottle({ limits, upstream, state }: ThrottleOptions): Throttle {
  const total: LoadLimits = {
    concurrency: limits.maxConcurrency,
    rps: limits.maxRps === 0 ? null : limits.maxRps,
  };
  const pacing = new RequestPacing(total, () => lease);
  const scheduler = createRequestScheduler({
    maxConcurrency: total.concurrency,
    concurrency: () => pacing.concurrency,
    nextStart: (now) => pacing.nextStart(now),
    onStart: (now) => pacing.count(now),
  });
  const lease = createQuotaLease({
    state,
    upstream,
    total,
    report: () => ({
      inFlight: scheduler.inFlight.total,
      peak: scheduler.takePeak(),
      queued: scheduler.queued.total,
      started: scheduler.started,
      recent: pacing.countRecent(),
      pausedForMs: pacing.pausedForMs,
    }),
    onChange(pausedElsewhereMs) {
      pacing.pauseFor(pausedElsewhereMs);
      rejectInLongPause();
      scheduler.dispatch();
    },
  });
  const circuitBreakers = createCircuitBreakers((isAffected, error) =>
    scheduler.rejectQueued(isAffected, error),
  );

  const rejectInLongPause = (): void => {
    const { longPauseError } = pacing;
    if (longPauseError !== null) scheduler.rejectQueued(() => true, longPauseError);
  };
  const throwInLongPause = (): void => {
    const { longPauseError } = pacing;
    if (longPauseError !== null) throw longPauseError;
  };
  const handleFailure = (failed: FailedAttempt, sentAt: number): void => {
    const isPauseLonger = pacing.recordFailure(failed, sentAt);
    rejectInLongPause();
    if (isPauseLonger) lease.announcePause();
  };

  const createHooks = (target: RequestTarget): RequestHooks => {
    let sentAt = performance.now();
    // The scheduler has counted the first attempt.
    let alreadyCounted = 1;
    return {
      onSend() {
        sentAt = performance.now();
        if (alreadyCounted > 0) alreadyCounted -= 1;
        else pacing.count(sentAt);
      },
      onFailure: (failed) => handleFailure(failed, sentAt),
      retryDelay(delayMs) {
        alreadyCounted += 1;
        return pacing.reserveRetry(delayMs);
      },
      canRepeat: () => pacing.longPauseError === null && circuitBreakers.canRepeat(target),
    };
  };

  const send = async (
    request: OutboundRequest,
    hooks: RequestHooks,
    attempt: (hooks: RequestHooks) => Promise<HttpResponse>,
  ): Promise<HttpResponse> => {
    const outcome = await circuitBreakers.run(request, () => settleRequest(attempt(hooks)));
    if (outcome.kind === 'failed') throw outcome.error;
    pacing.recordResponse(outcome.response);
    scheduler.dispatch();
    return outcome.response;
  };

  const createPermit = (
    request: OutboundRequest,
    circuitPermit: CircuitPermit,
    endRequest: () => void,
  ): Permit => ({
    send: (attempt) => send(request, createHooks(request), attempt),
    release() {
      circuitPermit.release();
      endRequest();
    },
  });

  const waitForPermit = async (
    request: OutboundRequest,
    onQueued: (queued: QueueEntry) => void,
  ): Promise<Permit> => {
    const circuitPermit = await circuitBreakers.acquire(request, request.signal);
    try {
      throwInLongPause();
      const started = scheduler.enter(request, onQueued);
      if (scheduler.queued.total > 0) lease.requestMore();
      return createPermit(request, circuitPermit, await started);
    } catch (error) {
      circuitPermit.release();
      throw error;
    }
  };

  return {
    prepare(request) {
      /** The callers that were added before the request was queued. */
      const others: string[] = [];
      let queued: QueueEntry | null = null;
      const onQueued = (entry: QueueEntry): void => {
        queued = entry;
        others.forEach((caller) => entry.addCaller(caller));
      };
      return {
        addCaller(caller) {
          if (queued === null) others.push(caller);
          else queued.addCaller(caller);
        },
        acquirePermit: () => waitForPermit(request, onQueued),
      };
    },
    health: () => ({
      requestClasses: byRequestClass((requestClass) => ({
        ...circuitBreakers.health(requestClass),
        queued: scheduler.queued.of(requestClass),
        inFlight: scheduler.inFlight.of(requestClass),
      })),
      ...pacing.health(),
      pausedForMs: Math.round(pacing.pausedForMs),
      bound: lease.status,
    }),
    close() {
      lease.close();
      scheduler.close();
    },
  };
}

function byRequestClass(
  healthOf: (requestClass: RequestClass) => RequestClassHealth,
): ThrottleHealth['requestClasses'] {
  return {
    read: healthOf('read'),
    search: healthOf('search'),
    binary: healthOf('binary'),
    create: healthOf('create'),
  };
}
