/** Bounds what reaches one FHIR server: how many requests at once and in a second, in which order, and whether any may go out right now. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EpicLimits } from '../config/config.ts';
import { raceWithAbort } from '../http/abort.ts';
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
  /** Makes the request wait for another caller too: it goes out at the turn of whichever comes first. */
  addCaller(caller: string): void;
  /**
   * Waits for the permit. A request whose signal is aborted leaves the queue at once.
   * @throws GatewayError UPSTREAM_UNAVAILABLE while a circuit is open, UPSTREAM_RATE_LIMITED while the server asks for a long pause,
   * UPSTREAM_OVERLOADED if too many wait, or the signal's reason
   */
  acquirePermit(): Promise<Permit>;
}

/** The hooks of an HTTP request, so that its retries keep to the limits too. */
export type RequestHooks = Required<Pick<HttpRequest, 'onSend' | 'onFailure' | 'retryDelay' | 'mayRepeat'>>;

/** Permission to send one request, which then counts as in flight. */
export interface Permit {
  /**
   * Sends the request, or sends it once more.
   * @throws what the attempt throws, UPSTREAM_UNAVAILABLE if a circuit has opened meanwhile, or UPSTREAM_RATE_LIMITED if it is to be sent
   * once more while the server asks for a long pause
   */
  send(attempt: (hooks: RequestHooks) => Promise<HttpResponse>): Promise<HttpResponse>;
  /** Lets the next request start. Called once. */
  release(): void;
}

export interface Throttle {
  prepare(request: OutboundRequest): QueuedRequest;
  /** Reads the state; cheap. */
  health(): ThrottleHealth;
  /** Rejects every queued request. */
  close(): void;
}

interface ThrottleOptions {
  readonly limits: Pick<EpicLimits, 'maxConcurrency' | 'maxRps'>;
  /** Names the FHIR server. */
  readonly upstream: string;
  /** Makes the limits those of all replicas together; null: they are this process's own. */
  readonly state: SharedState | null;
}

export function createThrottle({ limits, upstream, state }: ThrottleOptions): Throttle {
  const total: LoadLimits = {
    concurrency: limits.maxConcurrency,
    rps: limits.maxRps === 0 ? null : limits.maxRps,
  };
  const pacing = new RequestPacing(total, () => lease.own);
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
      recent: pacing.recent(),
      pausedForMs: pacing.pausedForMs,
    }),
    onChange(pausedElsewhereMs) {
      pacing.pauseFor(pausedElsewhereMs);
      rejectInLongPause();
      scheduler.dispatch();
    },
  });
  const circuitBreakers = createCircuitBreakers((isMeant, error) => scheduler.rejectQueued(isMeant, error));

  const rejectInLongPause = (): void => {
    const { longPause } = pacing;
    if (longPause !== null) scheduler.rejectQueued(() => true, longPause);
  };
  const throwInLongPause = (): void => {
    const { longPause } = pacing;
    if (longPause !== null) throw longPause;
  };
  const handleFailure = (failed: FailedAttempt, sentAt: number): void => {
    const isPauseLonger = pacing.recordFailure(failed, sentAt);
    rejectInLongPause();
    if (isPauseLonger) lease.pause();
  };

  /** @param alreadyCounted how many of its requests the pacing has counted before they go out */
  const hooksFor = (target: RequestTarget, alreadyCounted: number): RequestHooks => {
    let sentAt = performance.now();
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
      mayRepeat: () => pacing.longPause === null && circuitBreakers.isClosedTo(target),
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
  const sendAgain: typeof send = async (request, hooks, attempt) => {
    throwInLongPause();
    const { signal } = request;
    await raceWithAbort(delay(hooks.retryDelay(0), undefined, { signal, ref: false }), signal);
    return send(request, hooks, attempt);
  };

  const createPermit = (
    request: OutboundRequest,
    circuitPermit: CircuitPermit,
    endRequest: () => void,
  ): Permit => {
    let isSent = false;
    return {
      send(attempt) {
        if (isSent) return sendAgain(request, hooksFor(request, 0), attempt);
        isSent = true;
        // The scheduler has counted the first request.
        return send(request, hooksFor(request, 1), attempt);
      },
      release() {
        circuitPermit.release();
        endRequest();
      },
    };
  };

  const waitForPermit = async (
    request: OutboundRequest,
    onQueued: (queued: QueueEntry) => void,
  ): Promise<Permit> => {
    const circuitPermit = await circuitBreakers.acquire(request, request.signal);
    try {
      throwInLongPause();
      const started = scheduler.enter(request, onQueued);
      if (scheduler.queued.total > 0) lease.want();
      return createPermit(request, circuitPermit, await started);
    } catch (error) {
      circuitPermit.release();
      throw error;
    }
  };

  return {
    prepare(request) {
      /** The callers that came before it was queued. */
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
