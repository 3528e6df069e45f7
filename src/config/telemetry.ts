/** What of the gateway's work is measured, and where that goes. */
import type { OperationNames } from './telemetry-variables.ts';
import type { Environment } from './variables.ts';

export interface TelemetryConfig {
  /** Where metrics are scraped; null: nothing is measured. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Null: there are none. */
  readonly traces: TracesConfig | null;
  readonly operationNames: OperationNames;
}

export interface TracesConfig {
  /** Of the collector, to which `/v1/traces` is added. */
  readonly endpoint: string;
  readonly serviceName: string;
  /** Which part of the traces that begin here is kept, from 0 to 1. */
  readonly ratio: number;
  /** Whether the FHIR server is told of the trace. */
  readonly isSentUpstream: boolean;
}

export function readTelemetryConfig(values: Environment): TelemetryConfig {
  const { METRICS_PORT: port, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = values;
  return {
    metrics: port === undefined ? null : { host: values.METRICS_HOST, port },
    traces:
      endpoint === undefined
        ? null
        : {
            endpoint,
            serviceName: values.OTEL_SERVICE_NAME,
            ratio: values.OTEL_TRACES_SAMPLER_ARG,
            isSentUpstream: values.TRACE_UPSTREAM,
          },
    operationNames: values.TELEMETRY_OPERATION_NAMES,
  };
}
