/** Opens the configured metrics and traces as one observer. */
import { ConfigError } from '../config/config.ts';
import type { TelemetryConfig, TracesConfig } from '../config/telemetry.ts';
import { systemCodeSuffix } from '../errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { type ScrapeServer, startScrapeServer } from './metrics/scrape-server.ts';
import { combineObservers, type Observer } from './observer.ts';
import type { Tracing } from './tracing/tracing.ts';

/** The states that gauges read at each scrape. */
interface GaugeSources {
  readonly fhirRequests: () => FhirRequestGauges;
  /** Returns whether the shared state is available; null if replicas share nothing. */
  readonly isStateUp: (() => boolean) | null;
  /** Null without an audit. */
  readonly audit: AuditGaugeState | null;
}

export interface FhirRequestGauges {
  readonly requestClasses: Readonly<Record<string, { readonly queued: number; readonly inFlight: number }>>;
  readonly concurrencyLimit: number;
  readonly circuits: Readonly<Record<string, keyof typeof CIRCUIT_OPENNESS>>;
}

interface AuditGaugeState {
  readonly isStalled: boolean;
  /** Returns null if there is no spool. */
  readonly spoolCounts: () => { readonly waiting: number; readonly undeliverable: number } | null;
}

interface Telemetry {
  readonly observer: Observer;
  /** Lets the gauges read these states. */
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
  /** The base URL of the FHIR server. */
  readonly upstream: string;
  readonly log: Log;
}

/** Opens telemetry. Without metrics and traces it loads no library and measures nothing. */
export async function openTelemetry({
  config,
  version,
  upstream,
  log,
}: TelemetryOptions): Promise<Telemetry> {
  const metrics = config.metrics === null ? null : await openMetrics(version);
  const tracing =
    config.traces === null
      ? null
      : await openTracing(config.traces, {
          version,
          upstreamHost: new URL(upstream).hostname,
          onLost(spans) {
            log.warn('spans_not_exported', { spans });
            metrics?.observer.emit({ kind: 'spans-lost', spans });
          },
        });
  let port: ScrapeServer | null = null;
  return {
    observer: combineObservers([metrics, tracing].flatMap((each) => (each === null ? [] : [each.observer]))),
    registerGaugeSources(sources) {
      if (metrics !== null) registerGauges(metrics, sources);
    },
    async listen() {
      if (metrics === null || config.metrics === null) return null;
      port = await startScrapeServer(metrics, config.metrics).catch((error: unknown) => {
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
async function openMetrics(version: string): Promise<Metrics> {
  const { createMetrics } = await import('./metrics/metrics.ts');
  return createMetrics({ version });
}

async function openTracing(
  traces: TracesConfig,
  rest: { readonly version: string; readonly upstreamHost: string; readonly onLost: (spans: number) => void },
): Promise<Tracing> {
  const { createTracing } = await import('./tracing/tracing.ts');
  return createTracing({ ...traces, ...rest });
}

/** The values of the gauge of circuit breakers. */
const CIRCUIT_OPENNESS = { closed: 0, 'half-open': 0.5, open: 1 } as const;

function registerGauges({ readAtScrape }: Metrics, { fhirRequests, isStateUp, audit }: GaugeSources): void {
  readAtScrape('gateway_fhir_queue', () =>
    createReadingsByClass(fhirRequests().requestClasses, ({ queued }) => queued),
  );
  readAtScrape('gateway_fhir_in_flight', () =>
    createReadingsByClass(fhirRequests().requestClasses, ({ inFlight }) => inFlight),
  );
  readAtScrape('gateway_fhir_concurrency_limit', () => createSingleReading(fhirRequests().concurrencyLimit));
  readAtScrape('gateway_fhir_circuit_open', () =>
    createReadingsByClass(fhirRequests().circuits, (state) => CIRCUIT_OPENNESS[state]),
  );
  if (isStateUp !== null) readAtScrape('gateway_state_up', () => createSingleReading(Number(isStateUp())));
  if (audit === null) return;
  readAtScrape('gateway_audit_up', () => createSingleReading(Number(!audit.isStalled)));
  readAtScrape('gateway_audit_spool_events', () => {
    const spooled = audit.spoolCounts();
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

function createReadingsByClass<T>(states: Readonly<Record<string, T>>, valueOf: (state: T) => number) {
  return Object.entries(states).map(([requestClass, state]) => ({
    labels: { kind: requestClass },
    value: valueOf(state),
  }));
}
