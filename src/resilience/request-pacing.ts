/** Paces the requests to one FHIR server by its answers: how many may be in flight, when the next may start, and when none may. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { FailedAttempt } from '../http/retry-policy.ts';
import type { BoundHealth } from './upstream-health.ts';
import {
  increaseAfterAnswer,
  decreaseAfterFailure,
  pauseWithReplicas,
  FULL_LIMIT,
  MAX_PAUSE_WAIT_MS,
  applyLimit,
} from './aimd-limit.ts';
import { createSlidingWindow, type SlidingWindow } from './sliding-window.ts';
import type { LoadLimits } from './quota-lease.ts';

/** The clock is `performance.now()`. */
export class RequestPacing {
  /** What is configured for all replicas together. */
  readonly #total: LoadLimits;
  /** This process's part of it. */
  readonly #own: () => LoadLimits;
  readonly #rate: SlidingWindow;
  #pace = FULL_LIMIT;

  constructor(total: LoadLimits, own: () => LoadLimits) {
    this.#total = total;
    this.#own = own;
    this.#rate = createSlidingWindow(total.rps);
  }

  get concurrency(): number {
    return applyLimit(this.#pace, this.#own().concurrency);
  }

  get #rps(): number {
    return applyLimit(this.#pace, this.#own().rps ?? 0);
  }

  get pausedForMs(): number {
    return Math.max(0, this.#pace.pausedUntil - performance.now());
  }

  /** The error of requests that would have to wait too long, because the server asks for a long pause; null if it does not. */
  get longPause(): GatewayError | null {
    const forMs = this.pausedForMs;
    if (forMs <= MAX_PAUSE_WAIT_MS) return null;
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
    this.#pace = decreaseAfterFailure(this.#pace, failed, { sentAt, now: performance.now() });
    return this.#pace.pausedUntil > pausedUntil && this.pausedForMs > 0;
  }

  answer({ status }: HttpResponse): void {
    if (status < 500 && status !== 429) this.#pace = increaseAfterAnswer(this.#pace, this.#own().concurrency);
  }

  /** Pauses because another replica was asked to. */
  pauseFor(ms: number): void {
    this.#pace = pauseWithReplicas(this.#pace, ms, performance.now());
  }

  health(): { readonly concurrency: BoundHealth; readonly rps: BoundHealth | null } {
    const { concurrency, rps } = this.#own();
    return {
      concurrency: { configured: this.#total.concurrency, own: concurrency, now: this.concurrency },
      rps: this.#total.rps === null ? null : { configured: this.#total.rps, own: rps ?? 0, now: this.#rps },
    };
  }
}
