/** Bounds what reaches one FHIR server: how many requests at once and in a second, in which order, and whether any may go out right now. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EpicLimits } from '../config.ts';
import { unlessGivenUp } from '../http/given-up.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import type { FailedAttempt } from '../http/retry.ts';
import type { SharedState } from '../state/state.ts';
import type { Pass } from './circuit.ts';
import { createCircuits, type Subject } from './circuits.ts';
import type { Queued } from './fair-queue.ts';
import type { KindHealth, ThrottleHealth } from './health.ts';
import type { Kind } from './kinds.ts';
import { outcomeOf } from './outcome.ts';
import { RequestPacing } from './pacing.ts';
import { type Bound, createShare } from './share.ts';
import { type Call, createTurnstile } from './turnstile.ts';

/** A request that waits until it may be sent. */
export interface Ticket {
  /** Makes the request wait for another caller too: it goes out at the turn of whichever comes first. */
  standFor(caller: string): void;
  /**
   * Waits for the turn. A request whose signal is aborted leaves the queue at once.
   * @throws GatewayError UPSTREAM_UNAVAILABLE while a circuit is open, UPSTREAM_RATE_LIMITED while the server asks for a long pause,
   * UPSTREAM_OVERLOADED if too many wait, or the signal's reason
   */
  turn(): Promise<Turn>;
}

/** The hooks of an HTTP request, by which its retries keep to the bounds as well. */
export type Watch = Required<Pick<HttpRequest, 'onSend' | 'onFailure' | 'retryDelay' | 'mayRepeat'>>;

/** A place among the requests in flight. */
export interface Turn {
  /**
   * Sends the request, or sends it once more.
   * @throws what the attempt throws, UPSTREAM_UNAVAILABLE if a circuit has opened meanwhile, or UPSTREAM_RATE_LIMITED if it is to be sent
   * once more while the server asks for a long pause
   */
  send(attempt: (watch: Watch) => Promise<HttpResponse>): Promise<HttpResponse>;
  /** Leaves the place to the next request. Called once. */
  end(): void;
}

export interface Throttle {
  ticket(call: Call): Ticket;
  /** Reads the state; cheap. */
  health(): ThrottleHealth;
  /** Rejects every queued request. */
  close(): void;
}

export interface ThrottleOptions {
  readonly limits: Pick<EpicLimits, 'maxConcurrency' | 'maxRps'>;
  /** Names the FHIR server. */
  readonly upstream: string;
  /** Makes the bounds those of all replicas together; null: they are this process's own. */
  readonly state: SharedState | null;
}

export function createThrottle({ limits, upstream, state }: ThrottleOptions): Throttle {
  const total: Bound = {
    concurrency: limits.maxConcurrency,
    rps: limits.maxRps === 0 ? null : limits.maxRps,
  };
  const pacing = new RequestPacing(total, () => share.own);
  const turnstile = createTurnstile({
    maxConcurrency: total.concurrency,
    concurrency: () => pacing.concurrency,
    nextStart: (now) => pacing.nextStart(now),
    onStart: (now) => pacing.note(now),
  });
  const share = createShare({
    state,
    upstream,
    total,
    use: () => ({
      underWay: turnstile.inFlight.total,
      peak: turnstile.takePeak(),
      queued: turnstile.queued.total,
      started: turnstile.started,
      recent: pacing.recent(),
      pausedForMs: pacing.pausedForMs,
    }),
    onChange(pausedElsewhereMs) {
      pacing.pauseFor(pausedElsewhereMs);
      rejectInLongPause();
      turnstile.letIn();
    },
  });
  const circuits = createCircuits((isMeant, error) => turnstile.dismiss(isMeant, error));

  const rejectInLongPause = (): void => {
    const { longPause } = pacing;
    if (longPause !== null) turnstile.dismiss(() => true, longPause);
  };
  const throwInLongPause = (): void => {
    const { longPause } = pacing;
    if (longPause !== null) throw longPause;
  };
  const noteFailure = (failed: FailedAttempt, sentAt: number): void => {
    const isPauseLonger = pacing.fail(failed, sentAt);
    rejectInLongPause();
    if (isPauseLonger) share.pause();
  };

  /** @param noted how many of its requests the rate has counted before they go out */
  const watchOf = (subject: Subject, noted: number): Watch => {
    let sentAt = performance.now();
    return {
      onSend() {
        sentAt = performance.now();
        if (noted > 0) noted -= 1;
        else pacing.note(sentAt);
      },
      onFailure: (failed) => noteFailure(failed, sentAt),
      retryDelay(delayMs) {
        noted += 1;
        return pacing.reserveRetry(delayMs);
      },
      mayRepeat: () => pacing.longPause === null && circuits.isClosedTo(subject),
    };
  };

  const send = async (
    call: Call,
    watch: Watch,
    attempt: (watch: Watch) => Promise<HttpResponse>,
  ): Promise<HttpResponse> => {
    const outcome = await circuits.run(call, () => outcomeOf(attempt(watch)));
    if (outcome.kind === 'failed') throw outcome.error;
    pacing.answer(outcome.response);
    turnstile.letIn();
    return outcome.response;
  };
  const sendAgain: typeof send = async (call, watch, attempt) => {
    throwInLongPause();
    const { signal } = call;
    await unlessGivenUp(delay(watch.retryDelay(0), undefined, { signal, ref: false }), signal);
    return send(call, watch, attempt);
  };

  const turnOf = (call: Call, pass: Pass, endTurn: () => void): Turn => {
    let isSent = false;
    return {
      send(attempt) {
        if (isSent) return sendAgain(call, watchOf(call, 0), attempt);
        isSent = true;
        // The turnstile has counted the first request.
        return send(call, watchOf(call, 1), attempt);
      },
      end() {
        pass.release();
        endTurn();
      },
    };
  };

  const waitForTurn = async (call: Call, onQueued: (queued: Queued) => void): Promise<Turn> => {
    const pass = await circuits.acquire(call, call.signal);
    try {
      throwInLongPause();
      const entering = turnstile.enter(call, onQueued);
      if (turnstile.queued.total > 0) share.want();
      return turnOf(call, pass, await entering);
    } catch (error) {
      pass.release();
      throw error;
    }
  };

  return {
    ticket(call) {
      /** The callers that came before it was queued. */
      const others: string[] = [];
      let queued: Queued | null = null;
      const onQueued = (place: Queued): void => {
        queued = place;
        others.forEach((caller) => place.standFor(caller));
      };
      return {
        standFor(caller) {
          if (queued === null) others.push(caller);
          else queued.standFor(caller);
        },
        turn: () => waitForTurn(call, onQueued),
      };
    },
    health: () => ({
      kinds: byKind((kind) => ({
        ...circuits.health(kind),
        queued: turnstile.queued.of(kind),
        underWay: turnstile.inFlight.of(kind),
      })),
      ...pacing.health(),
      pausedForMs: Math.round(pacing.pausedForMs),
      bound: share.status,
    }),
    close() {
      share.close();
      turnstile.close();
    },
  };
}

function byKind(healthOf: (kind: Kind) => KindHealth): ThrottleHealth['kinds'] {
  return {
    read: healthOf('read'),
    search: healthOf('search'),
    binary: healthOf('binary'),
    create: healthOf('create'),
  };
}
