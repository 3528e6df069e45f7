/** Exports spans to a collector (OTLP over HTTP), and reports failures. */
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { trimEndSlashes } from '../../config/values.ts';

interface SpanExporterOptions {
  /** The collector's base URL; `/v1/traces` is appended. */
  readonly endpoint: string;
  /** Called with the number of spans that could not be exported. */
  readonly onLost: (spans: number) => void;
}

/** The timeout of one export, including retries. */
const TIMEOUT_MS = 5_000;

/** Wraps OpenTelemetry's exporter, which reports failures only to OpenTelemetry's own logger. The gateway does not set that logger up. */
export function createSpanExporter({ endpoint, onLost }: SpanExporterOptions): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: `${trimEndSlashes(endpoint)}/v1/traces`,
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
