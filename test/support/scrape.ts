/** Finds the metrics of a gateway, and parses the Prometheus text format. */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Returns the origin of METRICS_PORT, if the log says that the gateway listens there. */
export function metricsOriginIn(log: string): string | undefined {
  const port = /"port":(\d+),"event":"metrics_listening"/.exec(log)?.[1];
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

export function samplesIn(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const {
        name = '',
        labels = '',
        value = '',
      } = /^(?<name>[\w:]+)(\{(?<labels>.*)\})? (?<value>\S+)$/.exec(line)?.groups ?? {};
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, label = '', labelValue = '']) => [label, labelValue])),
        value: Number(value),
      };
    });
}

/** Returns the sum of the samples with these labels. */
export function sumOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samplesIn(text)
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Returns the distinct values of a label, of any metric. */
export function valuesOf(text: string, label: string): Set<string> {
  return new Set(samplesIn(text).flatMap(({ labels }) => labels[label] ?? []));
}
