/** Metrics and traces as a whole: opened where the configuration asks for them, and told of what the gateway does. */
import { readFileSync } from 'node:fs';
import type { Audit } from './audit/audit.ts';
import { codeOf } from './audit/sink.ts';
import { ConfigError } from './config.ts';
import type { TelemetryConfig, TracesConfig } from './config/telemetry.ts';
import type { EpicClient } from './fhir/client.ts';
import { isObject } from './fhir/shape.ts';
import type { Log } from './log.ts';
import { listenForScrapes, type MetricsPort } from './metrics/listen.ts';
import type { Metrics } from './metrics/metrics.ts';
import { type Observer, observers } from './observer.ts';
import type { SharedState } from './state/state.ts';
import type { CircuitState } from './throttle/circuit.ts';
import { circuitStates, type KindHealth } from './throttle/health.ts';
import type { Tracing } from './tracing/tracing.ts';

/** The parts of the gateway that know a state of their own, which is asked for at each scrape. */
export interface Watched {
  readonly client: Pick<EpicClient, 'health'>;
  readonly state: Pick<SharedState, 'health'> | null;
  readonly audit: Audit | null;
}

export interface Telemetry {
  readonly observer: Observer;
  /** Says of which parts the state is measured too. */
  watch(parts: Watched): void;
  /** Opens the port of the metrics, and resolves to it; null where there is none. @throws ConfigError where it cannot be had */
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
  const metrics = config.metrics === null ? null : await openMetrics(version);
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
      port = await listenForScrapes(metrics, config.metrics).catch((error: unknown) => {
        throw new ConfigError([
          `METRICS_PORT and METRICS_HOST expect where this process can listen${codeOf(error)}`,
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

/** Loaded here alone, as traces are, so that who does not measure does not load it. */
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

/** How far a circuit keeps requests back. */
const OPENNESS = { closed: 0, 'half-open': 0.5, open: 1 } as const satisfies Record<CircuitState, number>;

function readStates({ readAtScrape }: Metrics, { client, state, audit }: Watched): void {
  const byKind = (valueOf: (health: KindHealth) => number) =>
    Object.entries(client.health().kinds).map(([kind, health]) => ({
      labels: { kind },
      value: valueOf(health),
    }));
  readAtScrape('gateway_fhir_queue', () => byKind(({ queued }) => queued));
  readAtScrape('gateway_fhir_in_flight', () => byKind(({ underWay }) => underWay));
  readAtScrape('gateway_fhir_concurrency_limit', () => [
    { labels: {}, value: client.health().concurrency.now },
  ]);
  readAtScrape('gateway_fhir_circuit_open', () =>
    Object.entries(circuitStates(client.health())).map(([kind, circuit]) => ({
      labels: { kind },
      value: OPENNESS[circuit],
    })),
  );
  readAtScrape('gateway_state_up', () =>
    state === null ? [] : [{ labels: {}, value: state.health().status === 'up' ? 1 : 0 }],
  );
  readAtScrape('gateway_audit_up', () =>
    audit === null ? [] : [{ labels: {}, value: audit.isStalled ? 0 : 1 }],
  );
  readAtScrape('gateway_audit_spool_events', () => {
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
