import { describe, expect, it } from 'vitest';
import {
  createLabelLimiter,
  METRIC_LABELS,
  NO_VALUE,
  OTHER_VALUE,
} from '../../../src/observability/metrics/labels.ts';

describe('the values of labels', () => {
  it('are as many as the table allows, though ten thousand names come', () => {
    const bounded = createLabelLimiter();
    const told = Array.from({ length: 10_000 }, (_, at) => bounded('operation', `Operation${at}`));
    expect(new Set(told).size).toBe(METRIC_LABELS.operation.max + 1);
    expect(told[0]).toBe('Operation0');
    expect(told.at(-1)).toBe(OTHER_VALUE);
    // What was seen first stays.
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
  ] as const)('of %s are told as other where they are not as the table has them: %j', (label, value) => {
    expect(createLabelLimiter()(label, value)).toBe(OTHER_VALUE);
  });

  it('that are told as other do not use up the room for those that are told', () => {
    const bounded = createLabelLimiter();
    for (let at = 0; at < 1_000; at += 1) bounded('operation', `not a name ${at}`);
    expect(bounded('operation', 'Chart')).toBe('Chart');
  });

  it('may be nothing at all, whatever the label', () => {
    const names = Object.keys(METRIC_LABELS).filter(isLabel);
    const bounded = createLabelLimiter();
    expect(new Set(names.map((name) => bounded(name, NO_VALUE)))).toEqual(new Set([NO_VALUE]));
    expect(names.length).toBeGreaterThan(10);
  });

  it('are bounded in number for each label', () => {
    expect(Object.values(METRIC_LABELS).filter(({ max }) => !(max > 0 && max <= 200))).toEqual([]);
  });
});

function isLabel(name: string): name is keyof typeof METRIC_LABELS {
  return Object.hasOwn(METRIC_LABELS, name);
}
