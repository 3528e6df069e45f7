/** Paces the requests to one FHIR server by its responses: how many may be in flight, when the next may start, and when all must wait. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { FailedAttempt } from '../http/retry-policy.ts';
import {
  applyLimit,
  decreaseAfterFailure,
  FULL_LIMIT,
  increaseAfterResponse,
  MAX_PAUSE_WAIT_MS,
  pauseWithReplicas,
} from './aimd-limit.ts';
import type { LoadLimits, QuotaLease } from './quota-lease.ts';
import { createSlidingWindow, type SlidingWindow } from './sliding-window.ts';
import type { BoundHealth } from './upstream-health.ts';

/** All times are on the clock of `performance.now()`. */
export class RequestPacing {
  /** The configured limits of all replicas together. */
  readonly #total: LoadLimits;
  /** The current part of this replica. */
  readonly #lease: () => Pick<QuotaLease, 'own' | 'reported'>;
  readonly #window: SlidingWindow;
  #limit = FULL_LIMIT;

  constructor(total: LoadLimits, lease: () => Pick<QuotaLease, 'own' | 'reported'>) {
    this.#total = total;
    this.#lease = lease;
    this.#window = createSlidingWindow(total.rps);
  }

  get concurrency(): number {
    return applyLimit(this.#limit, this.#lease().own.concurrency);
  }

  get #rps(): number {
    return applyLimit(this.#limit, this.#lease().own.rps ?? 0);
  }

  get pausedForMs(): number {
    return Math.max(0, this.#limit.pausedUntil - performance.now());
  }

  /** The error of requests during a pause that is too long to wait through; null if there is none. */
  get longPauseError(): GatewayError | null {
    const forMs = this.pausedForMs;
    if (forMs <= MAX_PAUSE_WAIT_MS) return null;
    return new GatewayError(
      'UPSTREAM_RATE_LIMITED',
      `The FHIR server accepts no requests for about ${Math.ceil(forMs / 1_000)} s. Retry then.`,
    );
  }

  /** Returns when the next request may start; Infinity while none may. */
  nextStart(now: number): number {
    return this.#window.next(Math.max(now, this.#limit.pausedUntil), this.#rps);
  }

  /** Counts a request that is sent now. */
  count(now: number): void {
    this.#window.record(now);
  }

  /** Reserves a time for a retry. Returns the whole milliseconds to wait for it. */
  reserveRetry(delayMs: number): number {
    const now = performance.now();
    const at = this.#window.next(Math.max(now + delayMs, this.#limit.pausedUntil), Math.max(1, this.#rps));
    this.#window.reserve(at);
    // Timers drop fractions of a millisecond, and can fire almost a millisecond early.
    return Math.ceil(at - now) + 1;
  }

  /** Counts the requests that were sent within the last second or are reserved. */
  countRecent(): number {
    return this.#window.countRecent(performance.now());
  }

  /** Returns whether a pause has started or become longer. */
  recordFailure(failed: FailedAttempt, sentAt: number): boolean {
    const { pausedUntil } = this.#limit;
    this.#limit = decreaseAfterFailure(this.#limit, failed, { sentAt, now: performance.now() });
    return this.#limit.pausedUntil > pausedUntil && this.pausedForMs > 0;
  }

  recordResponse({ status }: HttpResponse): void {
    if (status < 500 && status !== 429)
      this.#limit = increaseAfterResponse(this.#limit, this.#lease().own.concurrency);
  }

  /** Joins a pause that the server has demanded of another replica. */
  pauseFor(ms: number): void {
    this.#limit = pauseWithReplicas(this.#limit, ms, performance.now());
  }

  health(): { readonly concurrency: BoundHealth; readonly rps: BoundHealth | null } {
    const { concurrency, rps } = this.#lease().reported;
    const healthOf = (configured: number, own: number): BoundHealth => ({
      configured,
      own,
      now: applyLimit(this.#limit, own),
    });
    return {
      concurrency: healthOf(this.#total.concurrency, concurrency),
      rps: this.#total.rps === null ? null : healthOf(this.#total.rps, rps ?? 0),
    };
  }
}
