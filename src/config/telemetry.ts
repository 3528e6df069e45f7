import type { OperationNames } from './telemetry-variables.ts';
import type { Environment } from './variables.ts';

export interface TelemetryConfig {
  /** The address of the metrics; null: there are none. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Null: there are none. */
  readonly traces: TracesConfig | null;
  readonly operationNames: OperationNames;
}

export interface TracesConfig {
  /** The collector's base URL; `/v1/traces` is appended. */
  readonly endpoint: string;
  readonly serviceName: string;
  /** The sampling ratio of traces that start here, from 0 to 1. */
  readonly ratio: number;
  /** Whether FHIR requests carry a `traceparent`. */
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
