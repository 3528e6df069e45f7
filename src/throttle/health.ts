/** What a throttle tells of itself: for readiness, and for gauges. None of it is about a record or a caller. */
import type { CircuitState } from './circuit.ts';
import type { Kind } from './kinds.ts';

/** What is bounded by kinds, and the token, which has a circuit and never waits among them. */
export type CircuitName = 'token' | Kind;

export interface CircuitHealth {
  readonly state: CircuitState;
  /** How long it stays open; 0 where it is not. */
  readonly opensForMs: number;
}

export interface KindHealth extends CircuitHealth {
  readonly queued: number;
  readonly underWay: number;
  /** The types of records whose own circuits are open, while that of the kind may be closed. */
  readonly refusedTypes: readonly string[];
}

/** A bound: what is configured, and what of it is made use of now. */
export interface BoundHealth {
  readonly configured: number;
  /** This process's part of it. */
  readonly own: number;
  /** What of that is allowed right now, by how the server has answered. */
  readonly now: number;
}

export interface ThrottleHealth {
  readonly kinds: Readonly<Record<Kind, KindHealth>>;
  readonly concurrency: BoundHealth;
  /** Null: requests in a second are not bounded. */
  readonly rps: BoundHealth | null;
  /** How long the server has asked to be left alone; 0 where it has not. */
  readonly pausedForMs: number;
  /** `local`: the bounds are this process's own. `shared`: they are those of all replicas together. */
  readonly bound: 'local' | 'shared';
}

export interface UpstreamHealth extends ThrottleHealth {
  readonly token: CircuitHealth;
}

/** Which circuits are closed, open or half-open. */
export function circuitStates({ token, kinds }: UpstreamHealth): Readonly<Record<CircuitName, CircuitState>> {
  return {
    token: token.state,
    read: kinds.read.state,
    search: kinds.search.state,
    binary: kinds.binary.state,
    create: kinds.create.state,
  };
}

/**
 * Why the gateway is of no use right now; null where it is. Without a token nothing can be asked, and without reads and searches there is no
 * record; without the contents of documents, or without writes, most operations still answer, so that is no reason to send callers elsewhere.
 * A circuit that is half-open is none either: only a request can find out whether it may close, and there are none while nobody is sent here.
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
