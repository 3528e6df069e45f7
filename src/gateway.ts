/** Composes the gateway from its configuration, and closes it. */
import { createNoteConverter } from 'clinical-notes';
import type { FastifyInstance } from 'fastify';
import { createCallerAuthenticator } from './access/caller.ts';
import { openAudit } from './audit/open-audit.ts';
import type { Config } from './config/config.ts';
import { createKeyConnection } from './config/connection.ts';
import { readTrustedDocuments } from './config/trusted-documents.ts';
import { isLoopback, isSharedLocation, type PatientPanel } from './config/values.ts';
import { DEFAULT_MRN_SYSTEM } from './config/variables.ts';
import { createEpicClient, type EpicClient } from './epic/client.ts';
import { GatewayError } from './errors.ts';
import { heapShare } from './limits/memory-pool.ts';
import { getStandardOutput } from './observability/buffered-output.ts';
import { createLog, type Log, stackFrames } from './observability/log.ts';
import { type FhirRequestGauges, openTelemetry } from './observability/telemetry.ts';
import { circuitStates } from './resilience/upstream-health.ts';
import { createServer } from './server/server.ts';
import type { SharedState } from './state/shared-state.ts';
import { readVersion } from './version.ts';
import { openIdempotencyStore } from './writes/open-idempotency-store.ts';
import { SEND_WINDOW_MS } from './writes/send-window.ts';
import { createWriteService } from './writes/write-service.ts';

/** The FHIR server that the gateway reads. */
interface ServedUpstream {
  /** The FHIR R4 base, without a trailing slash. */
  readonly baseUrl: string;
  readonly panel: PatientPanel;
  /** Whether it is the embedded sandbox, whose data is synthetic. */
  readonly isSandbox: boolean;
}

export interface Gateway {
  /** The Fastify instance. Programs can add routes until it listens. */
  readonly app: FastifyInstance;
  readonly upstream: ServedUpstream;
  /** Listens on the configured host and port. Resolves to the port. */
  listen(): Promise<number>;
  /** Reopens the audit file after a log rotation. Does nothing without an audit file. */
  reopenAudit(): void;
  /** Drains operations in flight within the configured time, and closes everything. Further calls return the same promise. */
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** Whether routes with a JSON schema can be added to `app`; true by default. False starts faster. */
  readonly routeSchemas?: boolean;
}

/**
 * Creates a gateway. It serves as soon as it listens, even if the FHIR server cannot be reached.
 * @param log by default, JSON lines on standard output
 * @throws ConfigError if a configured file cannot be used, after closing everything that was opened
 */
export async function createGateway(
  config: Config,
  log: Log = createLog(config.logLevel),
  { routeSchemas = true }: GatewayOptions = {},
): Promise<Gateway> {
  for (const reason of config.warnings) log.warn('configuration_warning', { reason });
  const opened: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.toReversed()) await closeOne();
  };
  try {
    return await compose(config, {
      log,
      routeSchemas,
      onClose: (closeOne) => void opened.push(closeOne),
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

interface CompositionContext extends Required<GatewayOptions> {
  readonly log: Log;
  /** Registers a function that closes an opened part. They run in reverse order. */
  readonly onClose: (closeOne: () => Promise<unknown>) => void;
  readonly close: () => Promise<void>;
}

async function compose(
  config: Config,
  { log, routeSchemas, onClose, close }: CompositionContext,
): Promise<Gateway> {
  const { connection, panel, mrnSystem } = await chooseUpstream(config, onClose);
  const state = await openSharedState(config, log);
  onClose(async () => state?.close());
  // Connect first, so the first token lookup can hit the shared state.
  await state?.begun;
  const telemetry = await openTelemetry({
    config: config.telemetry,
    version: readVersion(),
    upstream: connection.baseUrl,
    log,
  });
  onClose(() => telemetry.close());
  const { observer } = telemetry;
  const unsubscribe = getStandardOutput().watchLosses({
    lost: (lines) => observer.emit({ kind: 'log-lines-lost', lines }),
    recovered: (lines) => log.error('log_lines_lost', { lines }),
  });
  onClose(async () => unsubscribe());
  const client = await createEpicClient({ connection, limits: config.limits, state, log, observer });
  onClose(async () => client.close());
  const notes = createNoteConverter(config.noteConversion);
  onClose(() => notes.close());
  const callers = createCallerAuthenticator({ checks: config.callers, log });
  onClose(async () => callers.close());
  const audit = await openAudit({
    config: config.audit,
    upstream: client.upstream,
    log,
    output: getStandardOutput(),
    observer,
  });
  onClose(async () => audit?.close());
  telemetry.registerGaugeSources({
    fhirRequests: () => fhirRequestGauges(client),
    isStateUp: state === null ? null : () => state.health().status === 'up',
    audit,
  });
  // Longer than any write takes from its record to its response. Each saved record renews the lease.
  const leaseMs = SEND_WINDOW_MS + config.limits.timeoutMs;
  const writeService = config.canWrite
    ? createWriteService({
        client,
        audit,
        log,
        observer,
        store: await openIdempotencyStore(config.state, leaseMs),
      })
    : null;
  onClose(async () => writeService?.close(config.limits.timeoutMs));
  const server = await createServer({
    client,
    notes,
    callers,
    audit,
    writeService,
    routerSecrets: config.routerSecrets,
    isLoopbackOnly: config.callers === null && isLoopback(config.host),
    panel,
    idBatchSize: config.limits.idBatchSize,
    state,
    sharedCacheSeconds: config.sharedCacheSeconds,
    mrnSystem,
    siteTimeZone: config.siteTimeZone,
    isPanelOnly: config.isPanelOnly,
    patientSees: config.patientSees,
    trustedDocuments: config.trustedDocuments === null ? null : readTrustedDocuments(config.trustedDocuments),
    canIntrospect: config.canIntrospect,
    hasSubgraphScopes: config.hasSubgraphScopes,
    hasLandingPage: config.hasLandingPage,
    explorer: config.hasExplorer ? { signsIn: config.callers !== null } : null,
    ...config.budgets,
    documentLinkSeconds: config.documentLinkSeconds,
    maxHeldBytes: heapShare('operations'),
    corsOrigins: config.corsOrigins,
    routeSchemas,
    shutdownTimeoutMs: config.shutdownTimeoutMs,
    operationNames: config.telemetry.operationNames,
    observer,
    log,
  });
  onClose(() => server.stop());

  const { app } = server;
  let stopped: Promise<void> | null = null;
  return {
    app,
    upstream: { baseUrl: connection.baseUrl, panel, isSandbox: config.epic === null },
    listen: async () => {
      await telemetry.listen();
      await app.listen({ host: config.host, port: config.port });
      void checkUpstream(client, log);
      void callers.warmUp();
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : config.port;
    },
    reopenAudit: () => audit?.reopen(),
    stop: () => (stopped ??= close()),
  };
}

/** Returns the gauges of FHIR requests. */
function fhirRequestGauges(client: EpicClient): FhirRequestGauges {
  const health = client.health();
  const { requestClasses, concurrency } = health;
  return { requestClasses, concurrencyLimit: concurrency.now, circuits: circuitStates(health) };
}

/** Returns the configured FHIR server, or starts the embedded sandbox with generated keys if none is configured. */
async function chooseUpstream({ epic, panel, mrnSystem }: Config, onClose: CompositionContext['onClose']) {
  if (epic !== null)
    return {
      connection: epic,
      panel: panel ?? ({ kind: 'none' } as const),
      mrnSystem: mrnSystem ?? DEFAULT_MRN_SYSTEM,
    };
  const { startSandbox } = await import('epic-fhir-sandbox');
  const sandbox = await startSandbox();
  onClose(() => sandbox.close());
  return {
    connection: createKeyConnection({ baseUrl: sandbox.baseUrl, ...sandbox.credentials }),
    panel: panel ?? ({ kind: 'list', identifier: sandbox.panels.list } as const),
    mrnSystem: mrnSystem ?? sandbox.mrnSystem,
  };
}

/** Opens the state that replicas share; null without one. Loads the Redis client only if needed. */
async function openSharedState({ state }: Config, log: Log): Promise<SharedState | null> {
  if (!isSharedLocation(state)) return null;
  const { createSharedState } = await import('./state/shared-state.ts');
  return createSharedState({ place: state, log });
}

/** Logs at the start if the FHIR server is unusable. The gateway continues, and /readyz reports the same. */
async function checkUpstream(client: EpicClient, log: Log): Promise<void> {
  try {
    await client.probe();
    log.debug('upstream_ready');
  } catch (error) {
    // Foreign messages can contain credentials or patient data. Log only the gateway's own.
    const reason = error instanceof GatewayError ? error.message : 'An unexpected error happened.';
    log.warn('upstream_not_ready', {
      reason,
      stack: error instanceof GatewayError ? [] : stackFrames(error),
    });
  }
}
