/** Serves the health of the process, and the public key set. */
import type { FastifyInstance } from 'fastify';
import type { EpicClient } from '../epic/client.ts';
import { GatewayError } from '../errors.ts';
import { maskError } from '../graphql/plugins/mask-errors.ts';
import { memoizeWithTtl } from '../http/memoize-with-ttl.ts';
import type { Log } from '../observability/log.ts';
import { circuitStates, reasonNotReady, type UpstreamHealth } from '../resilience/upstream-health.ts';
import type { SharedState } from '../state/shared-state.ts';

/** How long Epic may cache the key set. Epic's own limit is 29 hours. */
const KEY_SET_MAX_AGE_SECONDS = 3_600;
/** Several probes arrive every few seconds. Cache the result, so they do not load the token endpoint. */
const READINESS_TTL_MS = 10_000;

export interface HealthOptions {
  readonly client: EpicClient;
  /** Null if replicas share nothing. */
  readonly state: SharedState | null;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Adds routes for liveness, readiness and the key set with which the FHIR server verifies client assertions. */
export function addHealthRoutes(app: FastifyInstance, { client, state, log, now }: HealthOptions): void {
  const ready = memoizeWithTtl(() => client.probe(), {
    successTtlMs: READINESS_TTL_MS,
    failureTtlMs: READINESS_TTL_MS,
    now,
  });
  app.get('/livez', (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'alive' };
  });
  app.get('/readyz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    try {
      await ready();
      const health = client.health();
      const reason = reasonNotReady(health);
      if (reason !== null) throw new GatewayError('UPSTREAM_UNAVAILABLE', reason);
      return { status: 'ready', ...healthDetails(health, state) };
    } catch (error) {
      void reply.code(503);
      const { code, message } = error instanceof GatewayError ? error : describeDefect(error, log);
      return { status: 'unavailable', code, message, ...healthDetails(client.health(), state) };
    }
  });
  app.get('/.well-known/jwks.json', (_request, reply) => {
    void reply.header('cache-control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`);
    return client.publicKeys;
  });
}

/** Returns details for operators. Probes read only the status. */
function healthDetails(health: UpstreamHealth, state: SharedState | null) {
  return {
    circuits: circuitStates(health),
    bound: health.bound,
    ...(state === null ? {} : stateDetails(state)),
  };
}

/** Without the shared state, a replica uses its own, so this does not affect readiness. */
function stateDetails(state: SharedState): { readonly state: 'shared' | 'local' } {
  return { state: state.health().status === 'up' ? 'shared' : 'local' };
}

function describeDefect(error: unknown, log: Log): { readonly code: unknown; readonly message: string } {
  const { message, extensions } = maskError(error, log);
  return { code: extensions?.['code'], message };
}
