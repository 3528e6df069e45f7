/** Records the metrics and traces of a gateway under test, and returns every word in them. */
import { createMetrics } from '../../src/observability/metrics/metrics.ts';
import { combineObservers, type Observer } from '../../src/observability/observer.ts';
import { createTracing } from '../../src/observability/tracing/tracing.ts';
import { type CollectedSpan, startCollector } from './collector.ts';
import { samplesIn } from './scrape.ts';

export interface RecordedTelemetry {
  readonly observer: Observer;
  /** The metrics, as they are scraped now. */
  metrics(): Promise<string>;
  /** All spans that have ended. Nothing is traced after that. */
  spans(): Promise<readonly CollectedSpan[]>;
  /**
   * Every word of metrics and spans, but for numbers and random ids, in which any digits can be. Nothing is traced after that.
   */
  text(): Promise<string>;
}

/** Samples every trace, and propagates it to the FHIR server. */
export async function recordTelemetry(): Promise<RecordedTelemetry> {
  const collector = await startCollector();
  const metrics = createMetrics({ version: '1.2.3' });
  const tracing = createTracing({
    endpoint: collector.endpoint,
    serviceName: 'gateway-of-tests',
    version: '1.2.3',
    ratio: 1,
    upstreamHost: 'fhir.example.org',
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
