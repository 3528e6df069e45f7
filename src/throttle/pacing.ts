/** Paces the requests to one FHIR server by its answers: how many may be in flight, when the next may start, and when none may. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import type { FailedAttempt } from '../http/retry.ts';
import type { BoundHealth } from './health.ts';
import {
  afterAnswer,
  afterFailure,
  afterPauseElsewhere,
  FULL_PACE,
  LONGEST_WAIT_MS,
  partAt,
} from './pace.ts';
import { createRate, type Rate } from './rate.ts';
import type { Bound } from './share.ts';

/** The clock is `performance.now()`. */
export class RequestPacing {
  /** What is configured for all replicas together. */
  readonly #total: Bound;
  /** This process's part of it. */
  readonly #own: () => Bound;
  readonly #rate: Rate;
  #pace = FULL_PACE;

  constructor(total: Bound, own: () => Bound) {
    this.#total = total;
    this.#own = own;
    this.#rate = createRate(total.rps);
  }

  get concurrency(): number {
    return partAt(this.#pace, this.#own().concurrency);
  }

  get #rps(): number {
    return partAt(this.#pace, this.#own().rps ?? 0);
  }

  get pausedForMs(): number {
    return Math.max(0, this.#pace.pausedUntil - performance.now());
  }

  /** The error of requests that would have to wait too long, because the server asks for a long pause; null if it does not. */
  get longPause(): GatewayError | null {
    const forMs = this.pausedForMs;
    if (forMs <= LONGEST_WAIT_MS) return null;
    return new GatewayError(
      'UPSTREAM_RATE_LIMITED',
      `The FHIR server asks to be left alone for about ${Math.ceil(forMs / 1_000)} s. Try again then.`,
    );
  }

  /** When the next request may start; Infinity while none may. */
  nextStart(now: number): number {
    return this.#rate.next(Math.max(now, this.#pace.pausedUntil), this.#rps);
  }

  /** Counts a request that goes out. */
  note(now: number): void {
    this.#rate.note(now);
  }

  /** Reserves the moment of a retry, and returns in how many milliseconds it is. */
  reserveRetry(delayMs: number): number {
    const now = performance.now();
    const at = this.#rate.next(Math.max(now + delayMs, this.#pace.pausedUntil), Math.max(1, this.#rps));
    this.#rate.reserve(at);
    return at - now;
  }

  /** How many requests went out within the last second, or are reserved. */
  recent(): number {
    return this.#rate.recent(performance.now());
  }

  /** Returns whether a pause has begun, or become longer. */
  fail(failed: FailedAttempt, sentAt: number): boolean {
    const { pausedUntil } = this.#pace;
    this.#pace = afterFailure(this.#pace, failed, { sentAt, now: performance.now() });
    return this.#pace.pausedUntil > pausedUntil && this.pausedForMs > 0;
  }

  answer({ status }: HttpResponse): void {
    if (status < 500 && status !== 429) this.#pace = afterAnswer(this.#pace, this.#own().concurrency);
  }

  /** Pauses because another replica was asked to. */
  pauseFor(ms: number): void {
    this.#pace = afterPauseElsewhere(this.#pace, ms, performance.now());
  }

  health(): { readonly concurrency: BoundHealth; readonly rps: BoundHealth | null } {
    const { concurrency, rps } = this.#own();
    return {
      concurrency: { configured: this.#total.concurrency, own: concurrency, now: this.concurrency },
      rps: this.#total.rps === null ? null : { configured: this.#total.rps, own: rps ?? 0, now: this.#rps },
    };
  }
}
