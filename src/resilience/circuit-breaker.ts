/** A circuit breaker: it opens while a server keeps failing, refuses requests for some seconds, and closes if one trial request succeeds. */
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

/** `half-open`: the next request, or one in flight, shows whether the server is back. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** The error of requests while a circuit is open. They are not sent. */
export class CircuitOpenError extends GatewayError {
  constructor(label: string, forMs: number) {
    const seconds = Math.max(1, Math.ceil(forMs / 1_000));
    super(
      'UPSTREAM_UNAVAILABLE',
      `The circuit for ${label} is open, since the latest ones failed at the server: it is asked again in about ${seconds} s. Try again then.`,
    );
  }
}

/** Permission to send one request through a circuit. */
export interface CircuitPermit {
  /** Returns the permission, used or not. A second call changes nothing. */
  release(): void;
}

export interface CircuitBreaker<T> {
  readonly state: CircuitState;
  /** How long it stays open; 0 if it is not open. */
  readonly opensForMs: number;
  /**
   * Admits a request. While the circuit is half-open it admits one, and the others wait for its outcome, though not for long.
   * @throws CircuitOpenError, or the signal's reason
   */
  acquire(signal?: AbortSignal): Promise<CircuitPermit>;
  /** Does the work, and counts its result. @throws CircuitOpenError */
  run(work: () => Promise<T>): Promise<T>;
}

interface CircuitBreakerOptions<T> {
  /** What it is for, as its error says: `searches`. */
  readonly label: string;
  /** Counts the results, and decides how many failures are too many. */
  readonly breaker: IBreaker;
  readonly openForMs: number;
  readonly classify: (result: T) => HealthSignal;
  /** Called each time that it opens. */
  readonly onOpen?: (error: CircuitOpenError) => void;
}

/** How long the others wait for the trial: an answer is there by then, and waiting longer does not help with a server that hangs. */
const PROBE_WAIT_MS = 1_000;
const NO_PERMIT: CircuitPermit = { release: () => {} };

export function createCircuitBreaker<T>(options: CircuitBreakerOptions<T>): CircuitBreaker<T> {
  const { label, breaker, openForMs, classify, onOpen } = options;
  let openUntil = 0;
  let probe: PromiseWithResolvers<undefined> | null = null;

  const policy = circuitBreaker(
    // The library calls this with any result, whose type it does not know.
    handleWhenResult((result) => result instanceof ClassifiedResult && result.health !== 'alive'),
    // An inconclusive trial is repeated at once. Otherwise one impatient caller would keep the circuit open for all.
    { breaker, halfOpenAfter: new DelegateBackoff(({ result }) => (isInconclusive(result) ? 0 : openForMs)) },
  );
  const stateNow = (): CircuitState => {
    // The library uses the system's clock. If that is put back, the circuit would stay open for as long.
    if (policy.state === State.Open && Date.now() < openUntil - openForMs) policy.isolate().dispose();
    if (policy.state === State.Closed) return 'closed';
    // The library changes its state only when it is used, and a circuit that nobody uses must not be reported as open for ever.
    return policy.state === State.Open && Date.now() < openUntil ? 'open' : 'half-open';
  };
  const opensForMs = (): number => (policy.state === State.Open ? Math.max(0, openUntil - Date.now()) : 0);
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
    get opensForMs() {
      return opensForMs();
    },
    async acquire(signal) {
      const waited = performance.now();
      for (;;) {
        const state = stateNow();
        if (state === 'closed') return NO_PERMIT;
        const leftMs = PROBE_WAIT_MS - (performance.now() - waited);
        if (state === 'open' || leftMs <= 0) throw new CircuitOpenError(label, opensForMs());
        if (probe === null) return beginProbe();
        await waitFor(leftMs, probe.promise, signal);
      }
    },
    async run(work) {
      const done = Promise.withResolvers<T>();
      const runAndClassify = async (): Promise<ClassifiedResult> => {
        const isTrial = policy.state !== State.Closed;
        const result = await work();
        done.resolve(result);
        const health = classify(result);
        // The library counts an error that it does not handle neither as a success nor as a failure, except in a trial: there as a success.
        if (health === 'unknown' && !isTrial) throw new InconclusiveError();
        return new ClassifiedResult(health);
      };
      try {
        // Waits until the library has counted the result, so that the next request finds the circuit in its new state.
        await policy.execute(runAndClassify);
      } catch (error) {
        // For an inconclusive result this changes nothing, because the result has been passed on already.
        done.reject(error instanceof BrokenCircuitError ? new CircuitOpenError(label, opensForMs()) : error);
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

/** Returns whether a trial ended without saying anything about the server. */
function isInconclusive(reason: FailureReason<unknown> | { readonly isolated: true }): boolean {
  return 'value' in reason && reason.value instanceof ClassifiedResult && reason.value.health === 'unknown';
}

class InconclusiveError extends Error {}

/** Waits until there is an outcome, or the time is up. @throws the signal's reason */
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
