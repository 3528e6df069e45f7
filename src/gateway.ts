/** Composes the gateway from its configuration, and closes it. */
import { createNoteConverter } from 'clinical-notes';
import type { FastifyInstance } from 'fastify';
import { createCallerAuthenticator } from './access/caller.ts';
import { createSinkPool } from './audit/sink-pool.ts';
import type { Config } from './config/config.ts';
import { readTrustedDocuments } from './config/trusted-documents.ts';
import { isLoopback, isSharedLocation, type PatientPanel } from './config/values.ts';
import { MAX_EPIC_TIMEOUT_MS } from './config/variables.ts';
import { startEmbeddedSandbox } from './epic/embedded-sandbox.ts';
import type { Site } from './epic/site.ts';
import { GatewayError } from './errors.ts';
import type { ServedSite } from './graphql/context.ts';
import { heapShare } from './limits/memory-pool.ts';
import { createSharedCachePool } from './loaders/shared-cache-pool.ts';
import { createGrantPool } from './loaders/upstream.ts';
import { getStandardOutput } from './observability/buffered-output.ts';
import { createLog, type Log, stackFrames } from './observability/log.ts';
import type { Observer } from './observability/observer.ts';
import { openTelemetry } from './observability/telemetry.ts';
import { createThrottlePool } from './resilience/throttle-pool.ts';
import { hasBundle } from './server/explorer/bundle.ts';
import type { LandingOptions } from './server/landing/landing-page.ts';
import { createServer } from './server/server.ts';
import { createSiteReports, toSiteGauges } from './server/site-health.ts';
import { openSites } from './server/open-sites.ts';
import { createSiteOpener } from './server/site-opener.ts';
import { SITE_IDLE_MS } from './server/site-registry.ts';
import { createLazySessionsOpener } from './server/site-sessions.ts';
import { createSitesReload } from './server/sites-reload.ts';
import type { SharedStateConnection } from './state/shared-state.ts';
import { readVersion } from './version.ts';
import type { WriteService } from './writes/write-service.ts';

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
  /** Null if the gateway serves the sites of a sites file. */
  readonly upstream: ServedUpstream | null;
  /** Whether the explorer is served: the configuration permits it, and the installation contains it. */
  readonly hasExplorer: boolean;
  /** Listens on the configured host and port. Resolves to the port. */
  listen(): Promise<number>;
  /** Reopens the audit files after a log rotation. Does nothing without an audit file. */
  reopenAudit(): void;
  /**
   * Serves the sites of another configuration: sites whose settings are unchanged stay open, and the others close when their operations have
   * ended. Other settings need a restart.
   * @param read throws ConfigError if the configuration is invalid; the gateway then keeps its sites, and reports the problems
   */
  reloadSites(read: () => Config): void;
  /** Drains operations in flight within the configured time, and closes everything. Further calls return the same promise. */
  stop(): Promise<void>;
}

/** A server in the same network responds within 1 ms, but this process can pause for tens of milliseconds at startup or while parsing. */
const STATE_TIMEOUT_MS = 250;

export interface GatewayOptions {
  /** Starts the sandbox that is read if no FHIR server is configured; by default a new one. */
  readonly startSandbox?: typeof startEmbeddedSandbox;
  /** Whether routes with a JSON schema can be added to `app`; true by default. False starts faster. */
  readonly routeSchemas?: boolean;
  /** How long a site of the sites file stays open without operations, in milliseconds; ten minutes by default. */
  readonly siteIdleMs?: number;
  /** The timeout of one command to the state that replicas share, in milliseconds; 250 by default. The records of writes have their own. */
  readonly stateTimeoutMs?: number;
}

/**
 * Creates a gateway. It serves as soon as it listens, even if the FHIR server cannot be reached.
 * @param log by default, JSON lines on standard output
 * @throws ConfigError if a configured file cannot be used, after closing everything that was opened
 */
export async function createGateway(
  config: Config,
  log: Log = createLog(config.logLevel),
  {
    startSandbox = startEmbeddedSandbox,
    routeSchemas = true,
    siteIdleMs = SITE_IDLE_MS,
    stateTimeoutMs = STATE_TIMEOUT_MS,
  }: GatewayOptions = {},
): Promise<Gateway> {
  for (const reason of config.warnings) log.warn('configuration_warning', { reason });
  const opened: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.toReversed()) await closeOne();
  };
  try {
    return await compose(config, {
      log,
      startSandbox,
      routeSchemas,
      siteIdleMs,
      stateTimeoutMs,
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
  { log, startSandbox, routeSchemas, siteIdleMs, stateTimeoutMs, onClose, close }: CompositionContext,
): Promise<Gateway> {
  const state = await openSharedState(config, log, stateTimeoutMs);
  onClose(async () => state?.close());
  // Connect first, so the first token lookup can hit the shared state.
  await state?.begun;
  const telemetry = await openTelemetry({
    config: config.telemetry,
    version: readVersion(),
    isSite: config.sites === null ? null : (id) => registry?.isSite(id) === true,
    log,
  });
  onClose(() => telemetry.close());
  const { observer } = telemetry;
  const unsubscribe = getStandardOutput().watchLosses({
    lost: (lines) => observer.emit({ kind: 'log-lines-lost', lines }),
    recovered: (lines) => log.error('log_lines_lost', { lines }),
  });
  onClose(async () => unsubscribe());
  const notes = createNoteConverter(config.noteConversion);
  onClose(() => notes.close());
  const callers = createCallerAuthenticator({
    checks: config.callers,
    requiresSignIn: config.smart !== null,
    log,
  });
  onClose(async () => callers.close());
  const throttles = createThrottlePool(state);
  onClose(async () => throttles.close());
  const sinks = createSinkPool({
    config: config.audit,
    isShared: config.sites !== null,
    log,
    output: getStandardOutput(),
  });
  onClose(() => sinks.close());
  const caches = createSharedCachePool({ isShared: config.sites !== null });
  const grants = createGrantPool();
  const shared = { config, state, notes, caches, grants, throttles, sinks, startSandbox, observer, log };
  const openSite = createSiteOpener(shared);
  const openSessions = createLazySessionsOpener({ settings: config.sessions, state, log, observer });
  const { sites, registry, only, audit } = await openSites(config, {
    callers,
    openSite,
    openSessions,
    sinks,
    siteIdleMs,
    observer,
    log,
    onClose,
  });
  const sitesReload = createSitesReload({ started: config, registry, observer, log });
  const { listProblems } = sitesReload;
  const listOpen = (): ServedSite[] =>
    registry?.listStates().flatMap(({ served }) => served ?? []) ?? (only === null ? [] : [only.site]);
  telemetry.registerGaugeSources({
    openSites: () => listOpen().map(toSiteGauges),
    isStateUp: state === null ? null : () => state.health().isUp,
    spoolCounts: () => sinks.spoolCounts(),
    sitesFile:
      registry === null
        ? null
        : {
            isValid: () => listProblems().length === 0,
            isAuditUp: () => (audit === null ? null : !audit.isStalled),
            createReports: (recordOf) =>
              createSiteReports({ listSites: registry.listStates, listProblems, recordOf }),
          },
  });
  // A site can have any timeout, and another after a reload.
  const writeTimeoutMs = config.sites === null ? config.limits.timeoutMs : MAX_EPIC_TIMEOUT_MS;
  const writeService = config.canWrite
    ? await openWriteService(config, { writeTimeoutMs, log, observer })
    : null;
  onClose(async () => writeService?.close(writeTimeoutMs));
  const hasExplorer = config.hasExplorer && hasBundle();
  const server = await createServer({
    sites,
    audit,
    writeService,
    state,
    listSiteProblems: listProblems,
    routerSecrets: config.routerSecrets,
    isLoopbackOnly: servesAnonymously(config) && isLoopback(config.host),
    trustedDocuments: config.trustedDocuments === null ? null : readTrustedDocuments(config.trustedDocuments),
    canIntrospect: config.canIntrospect,
    hasSubgraphScopes: config.hasSubgraphScopes,
    hasApolloSandbox: config.hasApolloSandbox,
    explorer: hasExplorer ? { signsIn: config.callers !== null } : null,
    landing: hasExplorer
      ? {
          ...signInOf(config),
          isSynthetic: () => registry?.isSynthetic() ?? config.epic === null,
          metricsPort: config.telemetry.metrics?.port ?? null,
        }
      : null,
    ...config.budgets,
    documentLinkSeconds: config.documentLinkSeconds,
    maxHeldBytes: heapShare('operations'),
    corsOrigins: config.corsOrigins,
    sameSite: config.sessions.sameSite,
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
    upstream:
      only === null
        ? null
        : { baseUrl: only.site.site.upstream, panel: only.panel, isSandbox: config.epic === null },
    hasExplorer,
    listen: async () => {
      await telemetry.listen();
      await app.listen({ host: config.host, port: config.port });
      if (only !== null) void checkUpstream(only.site.site, log);
      void callers.warmUp();
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : config.port;
    },
    reopenAudit: () => sinks.reopen(),
    reloadSites: (read) => sitesReload.reload(read),
    stop: () => (stopped ??= close()),
  };
}

/** Returns whether requests without credentials can read at any site. */
function servesAnonymously({ callers, sites, smart }: Config): boolean {
  const all = sites === null ? [smart] : Object.values(sites.byId).map((site) => site.smart);
  return callers === null && all.includes(null);
}

/** Returns how callers sign in, at any site. */
function signInOf({ callers, sites, smart }: Config): Pick<LandingOptions, 'signIn'> {
  const bySite = Object.values(sites?.byId ?? {});
  return {
    signIn: {
      hasLocalIssuer: (callers?.keySetFile ?? null) !== null,
      hasTokens: callers !== null || bySite.some((site) => site.callers !== null),
      hasSessions: smart !== null || bySite.some((site) => site.smart !== null),
    },
  };
}

/** Opens the state that replicas share; null without one. Loads the Redis client only if needed. */
async function openSharedState(
  { state, sites }: Config,
  log: Log,
  withinMs: number,
): Promise<SharedStateConnection | null> {
  if (!isSharedLocation(state)) return null;
  const { createSharedState } = await import('./state/shared-state.ts');
  return createSharedState({ place: state, isShared: sites !== null, log, withinMs });
}

/** Opens the service that writes. Loads its modules only if needed. */
async function openWriteService(
  { state }: Config,
  {
    writeTimeoutMs,
    ...reporting
  }: { readonly writeTimeoutMs: number; readonly log: Log; readonly observer: Observer },
): Promise<WriteService> {
  const [{ createWriteService }, { openIdempotencyStore }, { SEND_WINDOW_MS }] = await Promise.all([
    import('./writes/write-service.ts'),
    import('./writes/open-idempotency-store.ts'),
    import('./writes/idempotency.ts'),
  ]);
  // Longer than any write takes from its record to its response. Each saved record renews the lease.
  const leaseMs = SEND_WINDOW_MS + writeTimeoutMs;
  return createWriteService({ ...reporting, store: await openIdempotencyStore(state, leaseMs) });
}

/** Logs at the start if the FHIR server is unusable. The gateway continues, and /readyz reports the same. */
async function checkUpstream(site: Site, log: Log): Promise<void> {
  try {
    await site.probe();
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
