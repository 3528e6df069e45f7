/** A circuit: it opens where a server keeps failing, spares it and its callers for some seconds, and lets one request find out whether to close. */
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
import { givenUp } from '../http/given-up.ts';
import type { Sign } from './outcome.ts';

/** `half-open`: the next request, or one under way, finds out whether the server is back. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** What is told while a circuit is open: the server is not asked. */
export class CircuitOpen extends GatewayError {
  constructor(what: string, forMs: number) {
    const seconds = Math.max(1, Math.ceil(forMs / 1_000));
    super(
      'UPSTREAM_UNAVAILABLE',
      `The circuit for ${what} is open, since the latest ones failed at the server: it is asked again in about ${seconds} s. Try again then.`,
    );
  }
}

/** Leave to go through a circuit. */
export interface Pass {
  /** Gives it back, used or not; to do so twice changes nothing. */
  leave(): void;
}

export interface Circuit<T> {
  readonly state: CircuitState;
  /** How long it stays open; 0 where it is not. */
  readonly opensForMs: number;
  /**
   * Leave to go through. While it is half-open one has it; the others wait for what becomes of that one, though not for long.
   * @throws CircuitOpen, or why the signal was aborted
   */
  admit(signal?: AbortSignal): Promise<Pass>;
  /** Does the work, and takes note of its result. @throws CircuitOpen */
  run(work: () => Promise<T>): Promise<T>;
}

export interface CircuitOptions<T> {
  /** What it is for, in the words of its error: `searches`. */
  readonly what: string;
  /** What counts, and how many are too many. */
  readonly breaker: IBreaker;
  readonly openForMs: number;
  readonly signOf: (result: T) => Sign;
  /** Told each time that it opens. */
  readonly onOpen?: (error: CircuitOpen) => void;
}

/** How long the others wait for the one request: an answer is there by then, and a server that hangs is no better for waiting. */
const PROBE_MS = 1_000;
const UNBOUND: Pass = { leave: () => {} };

export function createCircuit<T>(options: CircuitOptions<T>): Circuit<T> {
  const { what, breaker, openForMs, signOf, onOpen } = options;
  let openUntil = 0;
  let probe: PromiseWithResolvers<undefined> | null = null;

  const policy = circuitBreaker(
    // The library asks this of any result, whose type it does not know.
    handleWhenResult((result) => result instanceof Judged && result.sign !== 'alive'),
    // A trial that told nothing is made again at once: else one impatient caller would keep it open for all.
    { breaker, halfOpenAfter: new DelegateBackoff(({ result }) => (isUntold(result) ? 0 : openForMs)) },
  );
  const stateNow = (): CircuitState => {
    // The library goes by the clock of the system. Where that is put back, it would stay open for as long.
    if (policy.state === State.Open && Date.now() < openUntil - openForMs) policy.isolate().dispose();
    if (policy.state === State.Closed) return 'closed';
    // Nothing happens in the library until somebody asks, and a circuit that nobody asks is not to be told as open for ever.
    return policy.state === State.Open && Date.now() < openUntil ? 'open' : 'half-open';
  };
  const opensForMs = (): number => (policy.state === State.Open ? Math.max(0, openUntil - Date.now()) : 0);
  policy.onBreak((reason) => {
    openUntil = Date.now();
    if (isUntold(reason)) return;
    openUntil += openForMs;
    onOpen?.(new CircuitOpen(what, openForMs));
  });

  const beginProbe = (): Pass => {
    const own = Promise.withResolvers<undefined>();
    probe = own;
    return {
      leave() {
        if (probe === own) probe = null;
        own.resolve(undefined);
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
    async admit(signal) {
      const waited = performance.now();
      for (;;) {
        const state = stateNow();
        if (state === 'closed') return UNBOUND;
        const leftMs = PROBE_MS - (performance.now() - waited);
        if (state === 'open' || leftMs <= 0) throw new CircuitOpen(what, opensForMs());
        if (probe === null) return beginProbe();
        await within(leftMs, probe.promise, signal);
      }
    },
    async run(work) {
      const done = Promise.withResolvers<T>();
      const judged = async (): Promise<Judged> => {
        const isTrial = policy.state !== State.Closed;
        const result = await work();
        done.resolve(result);
        const sign = signOf(result);
        // What tells nothing is thrown, which the library counts as neither; but in a trial it would count as a success.
        if (sign === 'unknown' && !isTrial) throw new Untold();
        return new Judged(sign);
      };
      try {
        // Until the circuit knows too: who goes next is to find it as this has left it.
        await policy.execute(judged);
      } catch (error) {
        // Of what is thrown for the library's sake nobody learns here, since the result has been told before.
        done.reject(error instanceof BrokenCircuitError ? new CircuitOpen(what, opensForMs()) : error);
      }
      return done.promise;
    },
  };
}

class Judged {
  readonly sign: Sign;

  constructor(sign: Sign) {
    this.sign = sign;
  }
}

/** Whether a trial ended without telling anything of the server. */
function isUntold(reason: FailureReason<unknown> | { readonly isolated: true }): boolean {
  return 'value' in reason && reason.value instanceof Judged && reason.value.sign === 'unknown';
}

class Untold extends Error {}

/** Waits for the outcome, or so long; @throws why the signal was aborted */
async function within(ms: number, outcome: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const end = new AbortController();
  const leave = (): void => end.abort();
  signal?.addEventListener('abort', leave);
  try {
    await Promise.race([outcome, delay(ms, undefined, { signal: end.signal }).catch(() => {})]);
  } finally {
    signal?.removeEventListener('abort', leave);
    end.abort();
  }
  if (signal?.aborted === true) throw givenUp(signal);
}
