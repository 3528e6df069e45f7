/** A prom-client registry of the instruments, which accepts only allowed labels and values. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type InstrumentName,
  INSTRUMENTS,
  type LabelValues,
} from './instruments.ts';
import { createLabelLimiter, type LabelName, NO_VALUE } from './labels.ts';

interface GaugeReading<Name extends GaugeName> {
  readonly labels: LabelValues<Name>;
  readonly value: number;
}

export interface MetricsRegistry {
  readonly count: <Name extends CounterName>(name: Name, labels: LabelValues<Name>, by?: number) => void;
  readonly observe: <Name extends HistogramName>(
    name: Name,
    labels: LabelValues<Name>,
    value: number,
  ) => void;
  readonly add: (name: 'gateway_operations_in_flight', by: number) => void;
  /** Reads a gauge at each scrape. A gauge without readings is omitted. */
  readonly readAtScrape: <Name extends GaugeName>(
    name: Name,
    read: () => readonly GaugeReading<Name>[],
  ) => void;
  /** Returns all metrics in Prometheus' text format. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** Creates the registry. It includes prom-client's metrics of the process and of Node.js. */
export function createMetricsRegistry(): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const readers = new Map<string, () => void>();
  for (const [name, facts] of Object.entries(INSTRUMENTS)) {
    const options = { name, help: facts.help, labelNames: [...facts.labels], registers: [registry] };
    if (facts.kind === 'counter') counters.set(name, new Counter(options));
    else if (facts.kind === 'gauge')
      gauges.set(name, resetGauge(new Gauge({ ...options, collect: () => readers.get(name)?.() })));
    else histograms.set(name, new Histogram({ ...options, buckets: [...facts.buckets] }));
  }

  const bounded = createLabelLimiter();
  const listed = (name: InstrumentName, labels: Readonly<Record<string, string>>): Record<string, string> => {
    const kept: Record<string, string> = {};
    const allowed: readonly LabelName[] = INSTRUMENTS[name].labels;
    for (const label of allowed) kept[label] = bounded(label, labels[label] ?? NO_VALUE);
    return kept;
  };

  return {
    count: (name, labels, by = 1) => counters.get(name)?.inc(listed(name, labels), by),
    observe: (name, labels, value) => histograms.get(name)?.observe(listed(name, labels), value),
    add: (name, by) => gauges.get(name)?.inc(by),
    readAtScrape(name, read) {
      readers.set(name, () => {
        const gauge = gauges.get(name);
        if (gauge !== undefined) resetGauge(gauge);
        for (const { labels, value } of read()) gauge?.set(listed(name, labels), value);
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Removes the initial 0 of a gauge without labels, so an absent reading is not reported as 0. */
function resetGauge(gauge: Gauge): Gauge {
  gauge.reset();
  gauge.remove({});
  return gauge;
}
