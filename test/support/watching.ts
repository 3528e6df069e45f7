/** Metrics and traces of a gateway of a test, and all that they tell. */
import { createMetrics } from '../../src/observability/metrics/metrics.ts';
import { combineObservers, type Observer } from '../../src/observability/observer.ts';
import { createTracing } from '../../src/observability/tracing/tracing.ts';
import { type CollectedSpan, startCollector } from './collector.ts';
import { samplesIn } from './scrape.ts';

export interface Watching {
  readonly observer: Observer;
  /** The metrics, as they are scraped now. */
  metrics(): Promise<string>;
  /** All spans that have ended. Nothing is traced after that. */
  spans(): Promise<readonly CollectedSpan[]>;
  /**
   * Every word of metrics and spans, but for numbers and random ids, in which any digits can be. Nothing is traced after that.
   */
  words(): Promise<string>;
}

/** Keeps every trace, and tells the FHIR server of it. */
export async function startWatching(): Promise<Watching> {
  const collector = await startCollector();
  const metrics = createMetrics({ version: '1.2.3' });
  const tracing = createTracing({
    endpoint: collector.endpoint,
    serviceName: 'gateway-of-tests',
    version: '1.2.3',
    ratio: 1,
    upstreamHost: 'fhir.example.org',
    isToldUpstream: true,
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
    async words() {
      const told = (await spans()).map(({ traceId: _t, spanId: _s, parentId: _p, ...span }) => span);
      const samples = samplesIn(await metrics.text()).map(({ value: _v, ...sample }) => sample);
      return JSON.stringify([told, collector.resource, samples]);
    },
  };
}
