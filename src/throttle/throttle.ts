/** What bounds what reaches one FHIR server: how much of it at once and in a second, in which order, and whether at all right now. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EpicLimits } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { unlessGivenUp } from '../http/given-up.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import type { FailedAttempt } from '../http/retry.ts';
import type { SharedState } from '../state/state.ts';
import type { Pass } from './circuit.ts';
import { createCircuits, type Subject } from './circuits.ts';
import type { Queued } from './fair-queue.ts';
import type { BoundHealth, KindHealth, ThrottleHealth } from './health.ts';
import type { Kind } from './kinds.ts';
import { outcomeOf } from './outcome.ts';
import {
  afterAnswer,
  afterFailure,
  afterPauseElsewhere,
  FULL_PACE,
  LONGEST_WAIT_MS,
  partAt,
} from './pace.ts';
import { createRate } from './rate.ts';
import { type Bound, createShare } from './share.ts';
import { type Call, createTurnstile } from './turnstile.ts';

/** A request that is to be sent when its turn comes. */
export interface Ticket {
  /** Another caller waits for it too: it goes out at the turn of whoever comes first. */
  standFor(caller: string): void;
  /**
   * Waits for the turn. Who gives up meanwhile leaves the queue at once.
   * @throws GatewayError UPSTREAM_UNAVAILABLE while a circuit is open, UPSTREAM_RATE_LIMITED while the server wants a long pause,
   * UPSTREAM_OVERLOADED where too much is waiting, or why it was given up
   */
  turn(): Promise<Turn>;
}

/** What is to be wired into the request, so that its repetitions keep to the bounds as well. */
export type Watch = Required<Pick<HttpRequest, 'onSend' | 'onFailure' | 'retryDelay' | 'mayRepeat'>>;

/** A place among those that are under way. */
export interface Turn {
  /**
   * Sends the request, or sends it once more.
   * @throws what the attempt does, UPSTREAM_UNAVAILABLE where a circuit has opened meanwhile, or UPSTREAM_RATE_LIMITED where it is to be sent
   * once more while the server wants a long pause
   */
  send(attempt: (watch: Watch) => Promise<HttpResponse>): Promise<HttpResponse>;
  /** Leaves the place to the next. */
  end(): void;
}

export interface Throttle {
  ticket(call: Call): Ticket;
  /** Cheap, and at once. */
  health(): ThrottleHealth;
  /** Gives up what waits. */
  close(): void;
}

export interface ThrottleOptions {
  readonly limits: Pick<EpicLimits, 'maxConcurrency' | 'maxRps'>;
  /** Names the FHIR server. */
  readonly upstream: string;
  /** What replicas share, so that the bounds are those of all of them together; null: they are this process's own. */
  readonly state: SharedState | null;
}

export function createThrottle({ limits, upstream, state }: ThrottleOptions): Throttle {
  const total: Bound = {
    concurrency: limits.maxConcurrency,
    rps: limits.maxRps === 0 ? null : limits.maxRps,
  };
  let pace = FULL_PACE;
  const rate = createRate(total.rps);
  const ratePart = (): number => partAt(pace, share.own.rps ?? 0);
  const pausedForMs = (): number => Math.max(0, pace.pausedUntil - performance.now());
  const turnstile = createTurnstile({
    highestConcurrency: total.concurrency,
    concurrency: () => partAt(pace, share.own.concurrency),
    nextStart: (now) => rate.next(Math.max(now, pace.pausedUntil), ratePart()),
    started: (now) => rate.note(now),
  });
  const share = createShare({
    state,
    upstream,
    total,
    use: () => ({
      underWay: turnstile.underWay.total,
      peak: turnstile.takePeak(),
      queued: turnstile.queued.total,
      started: turnstile.started,
      recent: rate.recent(performance.now()),
      pausedForMs: pausedForMs(),
    }),
    onChange(pausedElsewhereMs) {
      pace = afterPauseElsewhere(pace, pausedElsewhereMs, performance.now());
      refuseThroughLongPause();
      turnstile.letIn();
    },
  });
  const circuits = createCircuits((isMeant, error) => turnstile.dismiss(isMeant, error));

  const longPauseMs = (): number => (pausedForMs() > LONGEST_WAIT_MS ? pausedForMs() : 0);
  const refuseThroughLongPause = (): void => {
    if (longPauseMs() > 0) turnstile.dismiss(() => true, asksForPause(longPauseMs()));
  };
  const noteFailure = (failed: FailedAttempt, sentAt: number): void => {
    const { pausedUntil } = pace;
    pace = afterFailure(pace, failed, { sentAt, now: performance.now() });
    refuseThroughLongPause();
    if (pace.pausedUntil > pausedUntil && pausedForMs() > 0) share.pause();
  };
  const noteAnswer = ({ status }: HttpResponse): void => {
    if (status >= 500 || status === 429) return;
    pace = afterAnswer(pace, share.own.concurrency);
    turnstile.letIn();
  };

  /** @param noted how many of its requests the rate knows of before they go out */
  const watchOf = (subject: Subject, noted: number): Watch => {
    let sentAt = performance.now();
    return {
      onSend() {
        sentAt = performance.now();
        if (noted > 0) noted -= 1;
        else rate.note(sentAt);
      },
      onFailure: (failed) => noteFailure(failed, sentAt),
      retryDelay(delayMs) {
        const now = performance.now();
        const at = rate.next(Math.max(now + delayMs, pace.pausedUntil), Math.max(1, ratePart()));
        rate.reserve(at);
        noted += 1;
        return at - now;
      },
      mayRepeat: () => longPauseMs() === 0 && circuits.isClosedTo(subject),
    };
  };

  const turnOf = (call: Call, pass: Pass, leavePlace: () => void): Turn => {
    let isFirst = true;
    return {
      async send(attempt) {
        // The turnstile has waited for the first, and noted it.
        const watch = watchOf(call, isFirst ? 1 : 0);
        if (!isFirst) {
          if (longPauseMs() > 0) throw asksForPause(longPauseMs());
          const { signal } = call;
          await unlessGivenUp(delay(watch.retryDelay(0), undefined, { signal, ref: false }), signal);
        }
        isFirst = false;
        const outcome = await circuits.run(call, () => outcomeOf(attempt(watch)));
        if (outcome.kind === 'failed') throw outcome.error;
        noteAnswer(outcome.response);
        return outcome.response;
      },
      end() {
        pass.leave();
        leavePlace();
      },
    };
  };

  const boundHealth = (configured: number, own: number): BoundHealth => ({
    configured,
    own,
    now: partAt(pace, own),
  });

  return {
    ticket(call) {
      /** Who has come to wait for it before it stands in the queue. */
      const others: string[] = [];
      let queued: Queued | null = null;
      return {
        standFor(caller) {
          if (queued === null) others.push(caller);
          else queued.standFor(caller);
        },
        async turn() {
          const pass = await circuits.admit(call, call.signal);
          try {
            if (longPauseMs() > 0) throw asksForPause(longPauseMs());
            const entering = turnstile.enter(call, (place) => {
              queued = place;
              others.forEach((caller) => place.standFor(caller));
            });
            if (turnstile.queued.total > 0) share.want();
            return turnOf(call, pass, await entering);
          } catch (error) {
            pass.leave();
            throw error;
          }
        },
      };
    },
    health: () => ({
      kinds: byKind((kind) => ({
        state: circuits.of(kind).state,
        opensForMs: circuits.of(kind).opensForMs,
        queued: turnstile.queued.of(kind),
        underWay: turnstile.underWay.of(kind),
        refusedTypes: circuits.refusedTypes(kind),
      })),
      concurrency: boundHealth(total.concurrency, share.own.concurrency),
      rps: total.rps === null ? null : boundHealth(total.rps, share.own.rps ?? 0),
      pausedForMs: Math.round(pausedForMs()),
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

function asksForPause(forMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_RATE_LIMITED',
    `The FHIR server asks to be left alone for about ${Math.ceil(forMs / 1_000)} s. Try again then.`,
  );
}
