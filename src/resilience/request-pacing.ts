/** Paces the requests to one FHIR server by its answers: how many may be in flight, when the next may start, and when none may. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { FailedAttempt } from '../http/retry-policy.ts';
import {
  applyLimit,
  decreaseAfterFailure,
  FULL_LIMIT,
  increaseAfterAnswer,
  MAX_PAUSE_WAIT_MS,
  pauseWithReplicas,
} from './aimd-limit.ts';
import type { LoadLimits } from './quota-lease.ts';
import { createSlidingWindow, type SlidingWindow } from './sliding-window.ts';
import type { BoundHealth } from './upstream-health.ts';

/** The clock is `performance.now()`. */
export class RequestPacing {
  /** What is configured for all replicas together. */
  readonly #total: LoadLimits;
  /** This process's part of it. */
  readonly #own: () => LoadLimits;
  readonly #window: SlidingWindow;
  #limit = FULL_LIMIT;

  constructor(total: LoadLimits, own: () => LoadLimits) {
    this.#total = total;
    this.#own = own;
    this.#window = createSlidingWindow(total.rps);
  }

  get concurrency(): number {
    return applyLimit(this.#limit, this.#own().concurrency);
  }

  get #rps(): number {
    return applyLimit(this.#limit, this.#own().rps ?? 0);
  }

  get pausedForMs(): number {
    return Math.max(0, this.#limit.pausedUntil - performance.now());
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
    return this.#window.next(Math.max(now, this.#limit.pausedUntil), this.#rps);
  }

  /** Counts a request that goes out. */
  count(now: number): void {
    this.#window.record(now);
  }

  /** Reserves the moment of a retry, and returns in how many milliseconds it is. */
  reserveRetry(delayMs: number): number {
    const now = performance.now();
    const at = this.#window.next(Math.max(now + delayMs, this.#limit.pausedUntil), Math.max(1, this.#rps));
    this.#window.reserve(at);
    return at - now;
  }

  /** How many requests went out within the last second, or are reserved. */
  recent(): number {
    return this.#window.recent(performance.now());
  }

  /** Returns whether a pause has begun, or become longer. */
  recordFailure(failed: FailedAttempt, sentAt: number): boolean {
    const { pausedUntil } = this.#limit;
    this.#limit = decreaseAfterFailure(this.#limit, failed, { sentAt, now: performance.now() });
    return this.#limit.pausedUntil > pausedUntil && this.pausedForMs > 0;
  }

  recordResponse({ status }: HttpResponse): void {
    if (status < 500 && status !== 429)
      this.#limit = increaseAfterAnswer(this.#limit, this.#own().concurrency);
  }

  /** Pauses because another replica was asked to. */
  pauseFor(ms: number): void {
    this.#limit = pauseWithReplicas(this.#limit, ms, performance.now());
  }

  health(): { readonly concurrency: BoundHealth; readonly rps: BoundHealth | null } {
    const { concurrency, rps } = this.#own();
    return {
      concurrency: { configured: this.#total.concurrency, own: concurrency, now: this.concurrency },
      rps: this.#total.rps === null ? null : { configured: this.#total.rps, own: rps ?? 0, now: this.#rps },
    };
  }
}
