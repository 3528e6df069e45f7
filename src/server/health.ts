/** The health of the process, and the public key set. */
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../errors.ts';
import type { EpicClient } from '../fhir/client.ts';
import { remembered } from '../http/remembered.ts';
import type { Log } from '../log.ts';
import { masked } from '../plugins/mask-errors.ts';
import type { SharedState } from '../state/state.ts';
import { circuitStates, reasonNotReady, type UpstreamHealth } from '../throttle/health.ts';

/** How long Epic may keep the key set; by its own rule it keeps it for up to 29 h. */
const KEY_SET_MAX_AGE_SECONDS = 3_600;
/** Probes come every few seconds, from several sides: they are not to be a load on the token endpoint. */
const READINESS_FOR_MS = 10_000;

export interface HealthOptions {
  readonly client: EpicClient;
  /** What replicas share; null: nothing. */
  readonly state: SharedState | null;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Whether the process lives, whether it can be of use, and by which keys the FHIR server knows it. */
export function addHealth(app: FastifyInstance, { client, state, log, now }: HealthOptions): void {
  const ready = remembered(() => client.probe(), {
    answerMs: READINESS_FOR_MS,
    failureMs: READINESS_FOR_MS,
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
      return { status: 'ready', ...told(health, state) };
    } catch (error) {
      void reply.code(503);
      const { code, message } = error instanceof GatewayError ? error : defect(error, log);
      return { status: 'unavailable', code, message, ...told(client.health(), state) };
    }
  });
  app.get('/.well-known/jwks.json', (_request, reply) => {
    void reply.header('cache-control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`);
    return client.publicKeys;
  });
}

/** What a probe has no use for, and who looks into it has. */
function told(health: UpstreamHealth, state: SharedState | null) {
  return {
    circuits: circuitStates(health),
    bound: health.bound,
    ...(state === null ? {} : stateTold(state)),
  };
}

/** Without what replicas share each goes by its own, which is no reason to ask it for less. */
function stateTold(state: SharedState): { readonly state: 'shared' | 'local' } {
  return { state: state.health().status === 'up' ? 'shared' : 'local' };
}

function defect(error: unknown, log: Log): { readonly code: unknown; readonly message: string } {
  const { message, extensions } = masked(error, log);
  return { code: extensions?.['code'], message };
}
