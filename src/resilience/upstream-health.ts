/** The health of a throttle, for readiness checks and metrics. It contains nothing about records or callers. */
import type { CircuitState } from './circuit-breaker.ts';
import type { RequestClass } from './request-class.ts';

/** The request classes, and the token endpoint, which has a circuit but no queue. */
type CircuitName = 'token' | RequestClass;

export interface CircuitHealth {
  readonly state: CircuitState;
  /** For how long the circuit stays open; 0 if it is not open. */
  readonly remainingOpenMs: number;
}

export interface RequestClassHealth extends CircuitHealth {
  readonly queued: number;
  readonly inFlight: number;
  /** The resource types whose own circuits are open, though the circuit of the class may be closed. */
  readonly refusedTypes: readonly string[];
}

/** A configured limit, and how much of it applies now. */
export interface BoundHealth {
  readonly configured: number;
  /** The part of this replica. */
  readonly own: number;
  /** How much of `own` the adaptive limit allows now. */
  readonly now: number;
}

export interface ThrottleHealth {
  readonly requestClasses: Readonly<Record<RequestClass, RequestClassHealth>>;
  readonly concurrency: BoundHealth;
  /** Null if the rate is unlimited. */
  readonly rps: BoundHealth | null;
  /** The rest of the pause that the server demands; 0 if there is none. */
  readonly pausedForMs: number;
  /** Whether the limits apply to this process only (`local`) or to all replicas together (`shared`). */
  readonly bound: 'local' | 'shared';
}

export interface UpstreamHealth extends ThrottleHealth {
  readonly token: CircuitHealth;
}

/** Returns the state of each circuit. */
export function circuitStates({
  token,
  requestClasses,
}: UpstreamHealth): Readonly<Record<CircuitName, CircuitState>> {
  return {
    token: token.state,
    read: requestClasses.read.state,
    search: requestClasses.search.state,
    binary: requestClasses.binary.state,
    create: requestClasses.create.state,
  };
}

/**
 * Returns why the gateway is not ready; null if it is. It needs a token, and reads or searches. Without document contents or writes most
 * operations still work, so the gateway stays ready. A half-open circuit counts as ready: only a request can close it, and a gateway that is
 * not ready receives none.
 */
export function reasonNotReady(health: UpstreamHealth): string | null {
  const { token, read, search } = circuitStates(health);
  if (token === 'open')
    return 'The circuit breaker for access tokens is open because recent token requests failed.';
  if (read === 'open' && search === 'open') {
    return 'The circuit breakers for reads and searches are open because recent requests to the FHIR server failed.';
  }
  return null;
}
