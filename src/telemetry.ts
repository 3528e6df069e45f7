/** Metrics and traces as a whole: opened where the configuration asks for them, and told of what the gateway does. */
import { readFileSync } from 'node:fs';
import type { Audit } from './audit/audit.ts';
import type { TelemetryConfig, TracesConfig } from './config/telemetry.ts';
import { isObject } from './fhir/shape.ts';
import type { Log } from './log.ts';
import { listenForScrapes, type MetricsPort } from './metrics/listen.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { type Observer, observers } from './observer.ts';
import type { Tracing } from './tracing/tracing.ts';

/** The parts of the gateway that know a state of their own, which is asked for at each scrape. */
export interface Watched {
  readonly audit: Audit | null;
}

export interface Telemetry {
  readonly observer: Observer;
  /** Says of which parts the state is measured too. */
  watch(parts: Watched): void;
  /** Opens the port of the metrics, and resolves to it; null where there is none. */
  listen(): Promise<number | null>;
  /** Sends what traces there are left, and closes the port. */
  close(): Promise<void>;
}

export interface TelemetryOptions {
  readonly config: TelemetryConfig;
  /** The base URL of the FHIR server. */
  readonly upstream: string;
  readonly log: Log;
}

/** Without metrics and traces nothing is loaded for them, and nothing is measured. */
export async function openTelemetry({ config, upstream, log }: TelemetryOptions): Promise<Telemetry> {
  const version = readVersion();
  const metrics = config.metrics === null ? null : createMetrics({ version });
  const tracing =
    config.traces === null
      ? null
      : await openTracing(config.traces, {
          version,
          upstreamHost: new URL(upstream).hostname,
          onLost(spans) {
            log.warn('spans_not_exported', { spans });
            metrics?.observer.happened({ kind: 'spans-lost', spans });
          },
        });
  let port: MetricsPort | null = null;
  return {
    observer: observers([metrics, tracing].flatMap((each) => (each === null ? [] : [each.observer]))),
    watch: (parts) => {
      if (metrics !== null) readStates(metrics, parts);
    },
    async listen() {
      if (metrics === null || config.metrics === null) return null;
      port = await listenForScrapes(metrics, config.metrics);
      log.info('metrics_listening', { host: config.metrics.host, port: port.port });
      return port.port;
    },
    async close() {
      await tracing?.close();
      await port?.close();
    },
  };
}

/** Loaded here alone, so that who does not trace does not load it. */
async function openTracing(
  traces: TracesConfig,
  rest: { readonly version: string; readonly upstreamHost: string; readonly onLost: (spans: number) => void },
): Promise<Tracing> {
  const { createTracing } = await import('./tracing/tracing.ts');
  return createTracing({ ...traces, ...rest });
}

function readStates(metrics: Metrics, { audit }: Watched): void {
  metrics.readAtScrape('gateway_audit_spool_events', () => {
    const spooled = audit?.spooled() ?? null;
    return spooled === null
      ? []
      : [
          { labels: { state: 'waiting' }, value: spooled.waiting },
          { labels: { state: 'undeliverable' }, value: spooled.undeliverable },
        ];
  });
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return isObject(manifest) ? String(manifest['version']) : '';
}
