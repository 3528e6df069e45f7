/** Opens the site of the environment, or prepares the sites of the sites file. */
import { hostname } from 'node:os';
import type { CallerAuthenticator } from '../access/caller.ts';
import type { Audit } from '../audit/audit.ts';
import { openAudit } from '../audit/open-audit.ts';
import type { SinkPool } from '../audit/sink-pool.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import type { SessionsOpener } from '../sessions/open-sessions.ts';
import type { SiteOpener } from './site-opener.ts';
import { createSiteRegistry, type SiteRegistry } from './site-registry.ts';
import { createSiteSessions } from './site-sessions.ts';
import { createOnlySite, type Sites } from './sites.ts';

type OpenedSite = Awaited<ReturnType<SiteOpener>>;

interface OpenedSites {
  readonly sites: Sites;
  /** Null without a sites file. */
  readonly registry: SiteRegistry | null;
  /** The site that is always open; null with a sites file. */
  readonly only: OpenedSite | null;
  /** The audit of the only site, or of requests that reach no site; null if it is disabled. */
  readonly audit: Audit | null;
}

interface OpenSitesOptions {
  readonly callers: CallerAuthenticator;
  readonly openSite: SiteOpener;
  readonly openSessions: SessionsOpener;
  readonly sinks: SinkPool;
  /** How long a site of the sites file stays open without operations, in milliseconds. */
  readonly siteIdleMs: number;
  readonly observer: Observer;
  readonly log: Log;
  /** Registers a function that closes an opened part. They run in reverse order. */
  readonly onClose: (closeOne: () => Promise<unknown>) => void;
}

/** Opens the FHIR server of the environment, or prepares the sites of the sites file. */
export async function openSites(
  config: Config,
  { callers, openSite, openSessions, sinks, siteIdleMs: idleMs, observer, log, onClose }: OpenSitesOptions,
): Promise<OpenedSites> {
  if (config.sites === null) {
    const { smart } = config;
    let only: OpenedSite | null = null;
    const sessions = createSiteSessions({
      smart,
      connection: () => only?.connection ?? null,
      openSessions,
      onEnd: (grant) => only?.site.upstreams.release(grant),
    });
    onClose(() => sessions.close());
    only = await openSite({ ...config, sandbox: null, auditSink: config.audit.sink }, sessions);
    const { site, close } = only;
    onClose(close);
    // Loads openid-client before the first person waits for it.
    await sessions.open();
    const signsIn = smart === null ? null : { smart, sessions };
    const sites = createOnlySite(site, callers, signsIn, config.epic === null);
    return { sites, registry: null, only, audit: site.audit };
  }
  if (Object.values(config.sites.byId).some(({ auditSink }) => auditSink.kind === 'fhir'))
    sinks.resumeDelivery();
  const { sink: destination, isRequired } = config.audit;
  const audit = await openAudit({ sinks, destination, isRequired, upstream: hostname(), log, observer });
  onClose(async () => audit?.close());
  const registry = createSiteRegistry({
    config: config.sites,
    callers,
    openSite,
    openSessions,
    audit,
    idleMs,
    log,
  });
  onClose(() => registry.close());
  return { sites: registry, registry, only: null, audit };
}
