import { describe, expect, it } from 'vitest';
import {
  createLabelLimiter,
  METRIC_LABELS,
  NO_VALUE,
  OTHER_VALUE,
} from '../../../src/observability/metrics/labels.ts';

describe('the values of metric labels', () => {
  it('allows only as many values as the table, even for ten thousand names', () => {
    const bounded = createLabelLimiter();
    const values = Array.from({ length: 10_000 }, (_, at) => bounded('operation', `Operation${at}`));
    expect(new Set(values).size).toBe(METRIC_LABELS.operation.max + 1);
    expect(values[0]).toBe('Operation0');
    expect(values.at(-1)).toBe(OTHER_VALUE);
    // The first values stay.
    expect(bounded('operation', 'Operation0')).toBe('Operation0');
    expect(bounded('operation', 'Operation9999')).toBe(OTHER_VALUE);
  });

  it.each([
    ['operation', 'Camila Lopez'],
    ['operation', '1987-09-12'],
    ['operation', 'é'],
    ['operation', 'x'.repeat(101)],
    ['operation', ''],
    ['resource_type', 'Patient/erXuFYUfucBZaryVksYEcMg3'],
    ['resource_type', 'patient'],
    ['status', '600'],
    ['status', '200 OK'],
    ['code', 'CAMILA_LOPEZ'],
    ['code', 'undefined'],
    ['outcome', 'OK'],
    ['reason', 'The token of Camila'],
    ['version', 'latest'],
  ] as const)(
    'replaces a value of %s that does not match the table with the other value: %j',
    (label, value) => {
      expect(createLabelLimiter()(label, value)).toBe(OTHER_VALUE);
    },
  );

  it('does not count replaced values against the limit', () => {
    const bounded = createLabelLimiter();
    for (let at = 0; at < 1_000; at += 1) bounded('operation', `not a name ${at}`);
    expect(bounded('operation', 'Chart')).toBe('Chart');
  });

  it('allows the empty value for every label', () => {
    const names = Object.keys(METRIC_LABELS).filter(isLabel);
    const bounded = createLabelLimiter();
    expect(new Set(names.map((name) => bounded(name, NO_VALUE)))).toEqual(new Set([NO_VALUE]));
    expect(names.length).toBeGreaterThan(10);
  });

  it('limits the number of values of each label', () => {
    const { site, ...others } = METRIC_LABELS;
    expect(Object.values(others).filter(({ max }) => !(max > 0 && max <= 200))).toEqual([]);
    // A sites file can have hundreds of sites.
    expect(site.max).toBe(1_000);
  });
});

function isLabel(name: string): name is keyof typeof METRIC_LABELS {
  return Object.hasOwn(METRIC_LABELS, name);
}
