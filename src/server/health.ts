/** Serves the health of the process. */
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../errors.ts';
import { maskError } from '../graphql/plugins/mask-errors.ts';
import { memoizeWithTtl } from '../http/memoize-with-ttl.ts';
import type { Log } from '../observability/log.ts';
import { circuitStates, reasonNotReady, type UpstreamHealth } from '../resilience/upstream-health.ts';
import type { SharedState } from '../state/shared-state.ts';
import type { Sites } from './sites.ts';

/** Several probes arrive every few seconds. Cache the result, so they do not load the token endpoint. */
const READINESS_TTL_MS = 10_000;

export interface HealthOptions {
  readonly sites: Pick<Sites, 'only'>;
  /** Null if replicas share nothing. */
  readonly state: SharedState | null;
  /** Returns the problems of the sites file that could not be read again. */
  readonly listSiteProblems?: (() => readonly string[]) | undefined;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Adds routes for liveness and readiness. With several sites, readiness is the gateway's own, since one site's failure must not stop the
 * others.
 */
export function addHealthRoutes(
  app: FastifyInstance,
  { sites, state, listSiteProblems = () => [], log, now }: HealthOptions,
): void {
  app.get('/livez', (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'alive' };
  });
  const site = sites.only?.site ?? null;
  if (site === null) {
    app.get('/readyz', (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      return {
        status: 'ready',
        ...(state === null ? {} : stateDetails(state)),
        ...sitesFileDetails(listSiteProblems().length),
      };
    });
    return;
  }
  const ready = memoizeWithTtl(() => site.probe(), {
    successTtlMs: READINESS_TTL_MS,
    failureTtlMs: READINESS_TTL_MS,
    now,
  });
  app.get('/readyz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    try {
      await ready();
      const health = site.health();
      const reason = reasonNotReady(health);
      if (reason !== null) throw new GatewayError('UPSTREAM_UNAVAILABLE', reason);
      return { status: 'ready', ...healthDetails(health, state) };
    } catch (error) {
      void reply.code(503);
      const { code, message } = error instanceof GatewayError ? error : describeDefect(error, log);
      return { status: 'unavailable', code, message, ...healthDetails(site.health(), state) };
    }
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
  return { state: state.health().isUp ? 'shared' : 'local' };
}

/**
 * A gateway with an invalid sites file keeps its sites, so this does not affect readiness. Anyone can read it, so it names no site: callers
 * must not learn which sites exist.
 */
function sitesFileDetails(problems: number) {
  if (problems === 0) return {};
  const count = problems === 1 ? 'a problem' : `${problems} problems`;
  const message = `The sites file has ${count}, so the gateway keeps the sites that it had. The log names each problem in the line sites_not_reloaded, and so does GET /sites on the metrics port.`;
  return { sitesFile: { status: 'invalid', problems, message } };
}

function describeDefect(error: unknown, log: Log): { readonly code: unknown; readonly message: string } {
  const { message, extensions } = maskError(error, log);
  return { code: extensions?.['code'], message };
}
