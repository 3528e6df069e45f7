/** The health of a throttle, for readiness and for gauges. Nothing in it is about a record or a caller. */
import type { CircuitState } from './circuit-breaker.ts';
import type { RequestClass } from './request-class.ts';

/** The classes of requests, and the token, which has a circuit but no queue. */
type CircuitName = 'token' | RequestClass;

export interface CircuitHealth {
  readonly state: CircuitState;
  /** How long it stays open; 0 if it is not open. */
  readonly opensForMs: number;
}

export interface RequestClassHealth extends CircuitHealth {
  readonly queued: number;
  readonly inFlight: number;
  /** The resource types whose own circuits are open. That of the class may be closed. */
  readonly refusedTypes: readonly string[];
}

/** A limit: what is configured, and how much of it is used now. */
export interface BoundHealth {
  readonly configured: number;
  /** This process's part of it. */
  readonly own: number;
  /** How much of that is allowed right now, by the server's answers. */
  readonly now: number;
}

export interface ThrottleHealth {
  readonly requestClasses: Readonly<Record<RequestClass, RequestClassHealth>>;
  readonly concurrency: BoundHealth;
  /** Null: the rate is not limited. */
  readonly rps: BoundHealth | null;
  /** How long the pause lasts that the server asked for; 0 if there is none. */
  readonly pausedForMs: number;
  /** `local`: the limits are this process's own. `shared`: they are those of all replicas together. */
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
 * Returns why the gateway cannot serve right now; null if it can. It needs a token, and reads or searches. Without the contents of documents, or
 * without writes, most operations still answer, so callers need not be sent elsewhere. A half-open circuit counts as ready: only a request can
 * close it, and none comes to a gateway that is not ready.
 */
export function reasonNotReady(health: UpstreamHealth): string | null {
  const { token, read, search } = circuitStates(health);
  if (token === 'open')
    return 'The circuit for access tokens is open, since the latest requests for one failed.';
  if (read === 'open' && search === 'open') {
    return 'The circuits for reads and searches are open, since the latest ones failed at the FHIR server.';
  }
  return null;
}
