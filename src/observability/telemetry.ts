/** Opens the configured metrics and traces as one observer. */
import { ConfigError } from '../config/config.ts';
import type { TelemetryConfig, TracesConfig } from '../config/telemetry.ts';
import { systemCodeSuffix } from '../errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { type ScrapeServer, type SiteReports, startScrapeServer } from './metrics/scrape-server.ts';
import type { SiteRecord } from './metrics/site-records.ts';
import { combineObservers, type Observer } from './observer.ts';
import type { Tracing } from './tracing/tracing.ts';

/** The states that gauges read at each scrape. */
interface GaugeSources {
  /** Returns the gauges of each open site. */
  readonly openSites: () => readonly SiteGauges[];
  /** Returns whether the shared state is available; null if replicas share nothing. */
  readonly isStateUp: (() => boolean) | null;
  /** Returns the counts of the audit spool; null if there is none. */
  readonly spoolCounts: () => { readonly waiting: number; readonly undeliverable: number } | null;
  /** Null without a sites file. */
  readonly sitesFile: SitesFileState | null;
}

interface SitesFileState {
  /** Returns whether the gateway serves the file as it last read it. */
  readonly isValid: () => boolean;
  /** Returns whether the audit of requests that reach no site stores events in time; null without an audit. */
  readonly isAuditUp: () => boolean | null;
  /** @param recordOf returns the latest results of a site */
  readonly createReports: (recordOf: (site: string) => SiteRecord) => SiteReports;
}

export interface SiteGauges {
  /** Absent without a sites file. */
  readonly site: string | undefined;
  readonly requestClasses: Readonly<Record<string, { readonly queued: number; readonly inFlight: number }>>;
  readonly concurrencyLimit: number;
  readonly circuits: Readonly<Record<string, keyof typeof CIRCUIT_OPENNESS>>;
  /** Whether its audit events are stored in time; null without an audit. */
  readonly isAuditUp: boolean | null;
  /** The open grants of people. */
  readonly personGrants: number;
}

interface Telemetry {
  readonly observer: Observer;
  /** Lets the gauges, and the health of sites, read these states. */
  registerGaugeSources(sources: GaugeSources): void;
  /** Opens the port of the metrics and returns it; null without metrics. @throws ConfigError if it cannot be opened */
  listen(): Promise<number | null>;
  /** Exports the remaining spans, and closes the port. */
  close(): Promise<void>;
}

interface TelemetryOptions {
  readonly config: TelemetryConfig;
  /** The version of the gateway. */
  readonly version: string;
  /** Returns whether the sites file has a site with the id; null without a sites file. */
  readonly isSite: ((id: string) => boolean) | null;
  readonly log: Log;
}

/** Opens telemetry. Without metrics and traces it loads no library and measures nothing. */
export async function openTelemetry({ config, version, isSite, log }: TelemetryOptions): Promise<Telemetry> {
  const metrics = config.metrics === null ? null : await openMetrics({ version, isSite });
  const tracing =
    config.traces === null
      ? null
      : await openTracing(config.traces, {
          version,
          onLost(spans) {
            log.warn('spans_not_exported', { spans });
            metrics?.observer.emit({ kind: 'spans-lost', spans });
          },
        });
  let port: ScrapeServer | null = null;
  let siteReports: SiteReports | null = null;
  return {
    observer: combineObservers([metrics, tracing].flatMap((each) => (each === null ? [] : [each.observer]))),
    registerGaugeSources(sources) {
      if (metrics === null) return;
      registerGauges(metrics, sources);
      siteReports = sources.sitesFile?.createReports(metrics.recordOf) ?? null;
    },
    async listen() {
      if (metrics === null || config.metrics === null) return null;
      port = await startScrapeServer(metrics, config.metrics, siteReports).catch((error: unknown) => {
        throw new ConfigError([
          `METRICS_PORT and METRICS_HOST: expected an address that this process can listen on${systemCodeSuffix(error)}`,
        ]);
      });
      log.info('metrics_listening', { host: config.metrics.host, port: port.port });
      return port.port;
    },
    async close() {
      await tracing?.close();
      await port?.close();
    },
  };
}

/** Imports the metrics on demand, like the traces: without them, their libraries are not loaded. */
async function openMetrics(options: Pick<TelemetryOptions, 'version' | 'isSite'>): Promise<Metrics> {
  const { createMetrics } = await import('./metrics/metrics.ts');
  return createMetrics(options);
}

async function openTracing(
  traces: TracesConfig,
  rest: { readonly version: string; readonly onLost: (spans: number) => void },
): Promise<Tracing> {
  const { createTracing } = await import('./tracing/tracing.ts');
  return createTracing({ ...traces, ...rest });
}

/** The values of the gauge of circuit breakers. */
const CIRCUIT_OPENNESS = { closed: 0, 'half-open': 0.5, open: 1 } as const;

function registerGauges(
  { readAtScrape }: Metrics,
  { openSites, isStateUp, spoolCounts, sitesFile }: GaugeSources,
): void {
  readAtScrape('gateway_fhir_queue', () =>
    createReadingsByClass(
      openSites(),
      ({ requestClasses }) => requestClasses,
      ({ queued }) => queued,
    ),
  );
  readAtScrape('gateway_fhir_in_flight', () =>
    createReadingsByClass(
      openSites(),
      ({ requestClasses }) => requestClasses,
      ({ inFlight }) => inFlight,
    ),
  );
  readAtScrape('gateway_fhir_concurrency_limit', () =>
    openSites().map(({ site, concurrencyLimit }) => ({ labels: { site }, value: concurrencyLimit })),
  );
  readAtScrape('gateway_fhir_circuit_open', () =>
    createReadingsByClass(
      openSites(),
      ({ circuits }) => circuits,
      (state) => CIRCUIT_OPENNESS[state],
    ),
  );
  readAtScrape('gateway_person_grants', () =>
    openSites().map(({ site, personGrants }) => ({ labels: { site }, value: personGrants })),
  );
  if (isStateUp !== null) readAtScrape('gateway_state_up', () => createSingleReading(Number(isStateUp())));
  readAtScrape('gateway_audit_up', () =>
    [...openSites(), { site: undefined, isAuditUp: sitesFile?.isAuditUp() ?? null }].flatMap(
      ({ site, isAuditUp }) => (isAuditUp === null ? [] : [{ labels: { site }, value: Number(isAuditUp) }]),
    ),
  );
  if (sitesFile !== null)
    readAtScrape('gateway_sites_file_valid', () => createSingleReading(Number(sitesFile.isValid())));
  readAtScrape('gateway_audit_spool_events', () => {
    const spooled = spoolCounts();
    if (spooled === null) return [];
    return [
      { labels: { state: 'waiting' }, value: spooled.waiting },
      { labels: { state: 'undeliverable' }, value: spooled.undeliverable },
    ];
  });
}

/** Returns the reading of a gauge without labels. */
function createSingleReading(value: number) {
  return [{ labels: {}, value }];
}

function createReadingsByClass<T>(
  sites: readonly SiteGauges[],
  statesOf: (gauges: SiteGauges) => Readonly<Record<string, T>>,
  valueOf: (state: T) => number,
) {
  return sites.flatMap((gauges) =>
    Object.entries(statesOf(gauges)).map(([requestClass, state]) => ({
      labels: { kind: requestClass, site: gauges.site },
      value: valueOf(state),
    })),
  );
}
