/** Records the metrics and traces of a gateway under test. */
import { createMetrics } from '../../src/observability/metrics/metrics.ts';
import { combineObservers, type Observer } from '../../src/observability/observer.ts';
import { createTracing } from '../../src/observability/tracing/tracing.ts';
import { type CollectedSpan, startCollector } from './collector.ts';
import { samplesIn } from './scrape.ts';

export interface RecordedTelemetry {
  readonly observer: Observer;
  /** Returns the metrics as a scrape would. */
  metrics(): Promise<string>;
  /** Stops tracing, and returns all spans that have ended. */
  spans(): Promise<readonly CollectedSpan[]>;
  /**
   * Stops tracing, and returns the text of metrics and spans. Omits the values of metrics and the random ids of spans, which can contain any
   */
  text(): Promise<string>;
}

/** Starts recording. Tracing samples every trace, and propagates it to the FHIR server. */
export async function recordTelemetry(): Promise<RecordedTelemetry> {
  const collector = await startCollector();
  const metrics = createMetrics({ version: '1.2.3' });
  const tracing = createTracing({
    endpoint: collector.endpoint,
    serviceName: 'gateway-of-tests',
    version: '1.2.3',
    ratio: 1,
    isSentUpstream: true,
    onLost: (spans) => metrics.observer.emit({ kind: 'spans-lost', spans }),
  });
  const spans = async (): Promise<readonly CollectedSpan[]> => {
    await tracing.close();
    await collector.close();
    return collector.spans;
  };
  return {
    observer: combineObservers([metrics.observer, tracing.observer]),
    metrics: metrics.text,
    spans,
    async text() {
      const anonymousSpans = (await spans()).map(
        ({ traceId: _t, spanId: _s, parentId: _p, ...span }) => span,
      );
      const samples = samplesIn(await metrics.text()).map(({ value: _v, ...sample }) => sample);
      return JSON.stringify([anonymousSpans, collector.resource, samples]);
    },
  };
}
