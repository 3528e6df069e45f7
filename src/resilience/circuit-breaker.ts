/** A circuit breaker. It opens when a server keeps failing, refuses requests for some seconds, and closes when a probe succeeds. */
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState as State,
  DelegateBackoff,
  type FailureReason,
  handleWhenResult,
  type IBreaker,
} from 'cockatiel';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import { raceWithAbort } from '../http/abort.ts';
import type { HealthSignal } from './failure-classifier.ts';

/** `half-open`: the next request, or one in flight, probes whether the server has recovered. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** The error of a request that was not sent, because its circuit is open. */
export class CircuitOpenError extends GatewayError {
  constructor(label: string, forMs: number) {
    const seconds = Math.max(1, Math.ceil(forMs / 1_000));
    super(
      'UPSTREAM_UNAVAILABLE',
      `The circuit breaker for ${label} is open because recent requests failed. The gateway probes the server in about ${seconds} s. Retry then.`,
    );
  }
}

/** Permission to send one request through a circuit. */
export interface CircuitPermit {
  /** Returns the permit, used or not. Further calls have no effect. */
  release(): void;
}

export interface CircuitBreaker<T> {
  readonly state: CircuitState;
  /** For how long the circuit stays open; 0 if it is not open. */
  readonly remainingOpenMs: number;
  /**
   * Admits a request. A half-open circuit admits one as a probe; the others wait for its outcome, for a second at most.
   * @throws CircuitOpenError, or the signal's reason
   */
  acquire(signal?: AbortSignal): Promise<CircuitPermit>;
  /** Runs the work and counts its result. @throws CircuitOpenError */
  run(work: () => Promise<T>): Promise<T>;
}

interface CircuitBreakerOptions<T> {
  /** Names the requests in error messages, such as `searches`. */
  readonly label: string;
  /** Counts the results and decides when the circuit opens. */
  readonly breaker: IBreaker;
  readonly openForMs: number;
  readonly classify: (result: T) => HealthSignal;
  /** Called each time the circuit opens. */
  readonly onOpen?: (error: CircuitOpenError) => void;
}

/** How long other requests wait for a probe. A healthy server responds sooner, and waiting longer does not help if the server hangs. */
const PROBE_WAIT_MS = 1_000;
const NO_PERMIT: CircuitPermit = { release: () => {} };

export function createCircuitBreaker<T>(options: CircuitBreakerOptions<T>): CircuitBreaker<T> {
  const { label, breaker, openForMs, classify, onOpen } = options;
  let openUntil = 0;
  let probe: PromiseWithResolvers<undefined> | null = null;

  const policy = circuitBreaker(
    // cockatiel passes results untyped.
    handleWhenResult((result) => result instanceof ClassifiedResult && result.health !== 'alive'),
    // Repeat an inconclusive probe at once. Otherwise one caller that cancels would keep the circuit open for all.
    { breaker, halfOpenAfter: new DelegateBackoff(({ result }) => (isInconclusive(result) ? 0 : openForMs)) },
  );
  const stateNow = (): CircuitState => {
    // cockatiel uses the system clock. If the clock is set back, the circuit would stay open for that much longer.
    if (policy.state === State.Open && Date.now() < openUntil - openForMs) policy.isolate().dispose();
    if (policy.state === State.Closed) return 'closed';
    // cockatiel leaves the open state only when it is used, so an idle circuit would be reported as open forever.
    return policy.state === State.Open && Date.now() < openUntil ? 'open' : 'half-open';
  };
  const remainingOpenMs = (): number =>
    policy.state === State.Open ? Math.max(0, openUntil - Date.now()) : 0;
  policy.onBreak((reason) => {
    openUntil = Date.now();
    if (isInconclusive(reason)) return;
    openUntil += openForMs;
    onOpen?.(new CircuitOpenError(label, openForMs));
  });

  const beginProbe = (): CircuitPermit => {
    const thisProbe = Promise.withResolvers<undefined>();
    probe = thisProbe;
    return {
      release() {
        if (probe === thisProbe) probe = null;
        thisProbe.resolve(undefined);
      },
    };
  };

  return {
    get state() {
      return stateNow();
    },
    get remainingOpenMs() {
      return remainingOpenMs();
    },
    async acquire(signal) {
      const waited = performance.now();
      for (;;) {
        const state = stateNow();
        if (state === 'closed') return NO_PERMIT;
        const leftMs = PROBE_WAIT_MS - (performance.now() - waited);
        if (state === 'open' || leftMs <= 0) throw new CircuitOpenError(label, remainingOpenMs());
        if (probe === null) return beginProbe();
        await waitFor(leftMs, probe.promise, signal);
      }
    },
    async run(work) {
      const done = Promise.withResolvers<T>();
      const runAndClassify = async (): Promise<ClassifiedResult> => {
        const isProbe = policy.state !== State.Closed;
        const result = await work();
        done.resolve(result);
        const health = classify(result);
        // cockatiel ignores errors that it does not handle, except in a probe, where it counts such an error as a success.
        if (health === 'unknown' && !isProbe) throw new InconclusiveError();
        return new ClassifiedResult(health);
      };
      try {
        // Wait until cockatiel has counted the result, so that the next request sees the new state.
        await policy.execute(runAndClassify);
      } catch (error) {
        // After an inconclusive result this has no effect, because `done` is resolved already.
        done.reject(
          error instanceof BrokenCircuitError ? new CircuitOpenError(label, remainingOpenMs()) : error,
        );
      }
      return done.promise;
    },
  };
}

class ClassifiedResult {
  readonly health: HealthSignal;

  constructor(health: HealthSignal) {
    this.health = health;
  }
}

/** Returns whether a probe ended without evidence about the server. */
function isInconclusive(reason: FailureReason<unknown> | { readonly isolated: true }): boolean {
  return 'value' in reason && reason.value instanceof ClassifiedResult && reason.value.health === 'unknown';
}

class InconclusiveError extends Error {}

/** Waits for the outcome or the end of the time, whichever comes first. @throws the signal's reason */
async function waitFor(
  ms: number,
  outcome: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = new AbortController();
  const timeUp = delay(ms, undefined, { signal: end.signal }).catch(() => undefined);
  try {
    await raceWithAbort(Promise.race([outcome, timeUp]), signal);
  } finally {
    end.abort();
  }
}
