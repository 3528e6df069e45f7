/** Opens sites: everything that belongs to one, on top of what all sites of the process share. */
import type { NoteConverter } from 'clinical-notes';
import { openAudit } from '../audit/open-audit.ts';
import type { SinkPool } from '../audit/sink-pool.ts';
import { type Config, ConfigError } from '../config/config.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import type { AuditSink, PatientPanel } from '../config/values.ts';
import { DEFAULT_MRN_SYSTEM } from '../config/variables.ts';
import type { ConnectedServer } from '../epic/connected-server.ts';
import type { startEmbeddedSandbox } from '../epic/embedded-sandbox.ts';
import { openSite } from '../epic/site.ts';
import { GatewayError } from '../errors.ts';
import { refusalError } from '../graphql/plugins/refusal.ts';
import type { MemoryPool } from '../limits/memory-pool.ts';
import type { SharedCachePool } from '../loaders/shared-cache-pool.ts';
import { type Log, logOfSite } from '../observability/log.ts';
import { observeSite, type Observer } from '../observability/observer.ts';
import type { ThrottlePool } from '../resilience/throttle-pool.ts';
import type { SharedStateConnection } from '../state/shared-state.ts';
import { serveSite } from './served-site.ts';
import type { SiteSessions } from './site-sessions.ts';
import type { OpenSite } from './site-slot.ts';

/** The settings of a site. */
export interface SiteSettings extends ServerSettings {
  /** Absent without a sites file. */
  readonly id?: string;
  readonly name?: string | null;
  /** Absent without a sites file. */
  readonly inheritsKeys?: boolean;
  /** The name of the embedded sandbox; null for the default one. */
  readonly sandbox: string | null;
  readonly auditSink: AuditSink;
}

/** What all sites of the process share. */
export interface SiteOpenerOptions {
  readonly config: Config;
  readonly state: SharedStateConnection | null;
  readonly notes: NoteConverter;
  readonly caches: SharedCachePool;
  /** The limit on the grants of all sites. */
  readonly grants: MemoryPool;
  readonly throttles: ThrottlePool;
  readonly sinks: SinkPool;
  readonly startSandbox: typeof startEmbeddedSandbox;
  readonly observer: Observer;
  readonly log: Log;
}

export type SiteOpener = (
  settings: SiteSettings,
  sessions: Pick<SiteSessions, 'findGrant'>,
) => Promise<OpenSite & { readonly panel: PatientPanel }>;

export function createSiteOpener(shared: SiteOpenerOptions): SiteOpener {
  const { config, notes, caches, grants, throttles, sinks, observer } = shared;
  return async (settings, { findGrant }) => {
    const closing: (() => Promise<unknown>)[] = [];
    const close = async (): Promise<void> => {
      const failures: unknown[] = [];
      // A part that fails to close, such as an audit file on a full disk, must not keep the others open.
      for (const closeOne of closing.toReversed())
        await closeOne().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    };
    try {
      const { connection, panel, mrnSystem } = await connectTo(settings, shared, closing);
      const { limits, siteTimeZone, panelCacheSeconds, id } = settings;
      const borrowed = throttles.borrow(connection.baseUrl, limits);
      closing.push(async () => borrowed.release());
      const { throttle } = borrowed;
      const log = logOfSite(shared.log, id);
      const named = id === undefined ? {} : { id };
      const state = shared.state?.forSite(id) ?? null;
      const site = await openSite({ ...named, connection, limits, throttle, state, log, observer });
      closing.push(async () => site.close());
      const audit = await openAudit({
        sinks,
        destination: settings.auditSink,
        isRequired: config.audit.isRequired,
        upstream: site.upstream,
        site: id,
        log,
        observer: observeSite(observer, id),
      }).catch((error: unknown) => {
        throw id === undefined ? error : reportUnopenedAudit(error, log);
      });
      closing.push(async () => audit?.close());
      const cacheShare = caches.open(id);
      closing.push(async () => cacheShare.close());
      const served = serveSite({
        site,
        name: settings.name ?? null,
        inheritsKeys: settings.inheritsKeys ?? true,
        notes,
        audit,
        panel,
        panelCacheSeconds,
        mrnSystem,
        siteTimeZone,
        idBatchSize: limits.idBatchSize,
        state,
        sharedCacheSeconds: config.sharedCacheSeconds,
        cacheShare,
        grants,
        findGrant,
        isPanelOnly: config.isPanelOnly,
        patientSees: config.patientSees,
        maxUpstreamCallsPerMinute: config.budgets.maxUpstreamCallsPerMinute,
        documentLinkSeconds: config.documentLinkSeconds,
        routerSecrets: config.routerSecrets,
      });
      closing.push(async () => served.upstreams.close());
      return { site: served, connection, panel, close };
    } catch (error) {
      await close().catch(() => undefined);
      throw error;
    }
  };
}

/** Returns the error of a request to a site whose audit cannot be opened: the gateway serves the other sites. */
function reportUnopenedAudit(error: unknown, log: Log): unknown {
  if (!(error instanceof ConfigError)) return error;
  log.error('site_not_opened', { problems: error.problems });
  return refusalError(
    new GatewayError('AUDIT_UNAVAILABLE', 'The audit of the site cannot be opened. Retry later.'),
    503,
  );
}

/** Returns the configured FHIR server, or starts an embedded sandbox with generated keys. */
async function connectTo(
  { id, epic, sandbox: profile, panel, mrnSystem, smart }: SiteSettings,
  { startSandbox, log }: SiteOpenerOptions,
  closing: (() => Promise<unknown>)[],
): Promise<ConnectedServer> {
  if (epic !== null)
    return { connection: epic, panel: panel ?? { kind: 'none' }, mrnSystem: mrnSystem ?? DEFAULT_MRN_SYSTEM };
  const sandbox = await startSandbox(profile, smart);
  closing.push(() => sandbox.close());
  if (smart !== null)
    logOfSite(log, id).info('sandbox_started', { port: Number(new URL(sandbox.launcherUrl).port) });
  return {
    connection: sandbox.connection,
    panel: panel ?? sandbox.panel,
    mrnSystem: mrnSystem ?? sandbox.mrnSystem,
  };
}
