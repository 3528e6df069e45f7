/** Sends spans to a collector, in OTLP over HTTP, and says where that does not succeed. */
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

interface SpanExporterOptions {
  /** Of the collector, to which `/v1/traces` is added. */
  readonly endpoint: string;
  /** Told where spans could not be sent, and how many. */
  readonly onLost: (spans: number) => void;
}

/** How long one delivery may take, with its repetitions. */
const TIMEOUT_MS = 5_000;

/** By itself the exporter would tell nobody: its own words go to a logger of OpenTelemetry's that is not set up. */
export function createSpanExporter({ endpoint, onLost }: SpanExporterOptions): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: TIMEOUT_MS,
  });
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) onLost(spans.length);
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
