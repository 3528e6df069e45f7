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
import { createLabelLimiter, type IsSite, type LabelName, NO_VALUE, OTHER_VALUE } from './labels.ts';

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
  /** Removes the series of sites that have left the sites file. */
  readonly forgetSites: () => Promise<void>;
  /** Returns all metrics in Prometheus' text format. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/**
 * Creates the registry. It includes prom-client's metrics of the process and of Node.js.
 * @param isSite null without a sites file: metrics then lack the label `site`
 */
export function createMetricsRegistry(isSite: IsSite | null): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const readers = new Map<string, () => void>();
  const labelsOf = (labels: readonly LabelName[]): LabelName[] =>
    labels.filter((label) => label !== 'site' || isSite !== null);
  for (const [name, facts] of Object.entries(INSTRUMENTS)) {
    const options = { name, help: facts.help, labelNames: labelsOf(facts.labels), registers: [registry] };
    if (facts.kind === 'counter') counters.set(name, new Counter(options));
    else if (facts.kind === 'gauge')
      gauges.set(name, resetGauge(new Gauge({ ...options, collect: () => readers.get(name)?.() })));
    else histograms.set(name, new Histogram({ ...options, buckets: [...facts.buckets] }));
  }

  const bounded = createLabelLimiter(isSite ?? undefined);
  const allowedLabels: Readonly<Record<string, readonly LabelName[]>> = Object.fromEntries(
    Object.entries(INSTRUMENTS).map(([name, { labels }]) => [name, labelsOf(labels)]),
  );
  const listed = (
    name: InstrumentName,
    labels: Readonly<Record<string, string | undefined>>,
  ): Record<string, string> => {
    const kept: Record<string, string> = {};
    for (const label of allowedLabels[name] ?? []) kept[label] = bounded(label, labels[label] ?? NO_VALUE);
    return kept;
  };

  const isGone = (site: string | number | undefined): boolean =>
    typeof site === 'string' && site !== NO_VALUE && site !== OTHER_VALUE && isSite?.(site) === false;

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
    async forgetSites() {
      for (const metric of [...counters.values(), ...histograms.values()])
        for (const { labels } of (await metric.get()).values) {
          const { le: _bucket, ...own }: Partial<Record<string, string | number>> = labels;
          if (isGone(own['site'])) metric.remove(own);
        }
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
