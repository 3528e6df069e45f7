import { describe, expect, it } from 'vitest';
import { createLabelBounds, LABELS, NOTHING_TO_TELL, OTHER } from '../../src/metrics/labels.ts';

describe('the values of labels', () => {
  it('are as many as the table allows, though ten thousand names come', () => {
    const bounded = createLabelBounds();
    const told = Array.from({ length: 10_000 }, (_, at) => bounded('operation', `Operation${at}`));
    expect(new Set(told).size).toBe(LABELS.operation.most + 1);
    expect(told[0]).toBe('Operation0');
    expect(told.at(-1)).toBe(OTHER);
    // What was seen first stays.
    expect(bounded('operation', 'Operation0')).toBe('Operation0');
    expect(bounded('operation', 'Operation9999')).toBe(OTHER);
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
    expect(createLabelBounds()(label, value)).toBe(OTHER);
  });

  it('that are told as other do not use up the room for those that are told', () => {
    const bounded = createLabelBounds();
    for (let at = 0; at < 1_000; at += 1) bounded('operation', `not a name ${at}`);
    expect(bounded('operation', 'Chart')).toBe('Chart');
  });

  it('may be nothing at all, whatever the label', () => {
    const names = Object.keys(LABELS).filter(isLabel);
    const bounded = createLabelBounds();
    expect(new Set(names.map((name) => bounded(name, NOTHING_TO_TELL)))).toEqual(new Set([NOTHING_TO_TELL]));
    expect(names.length).toBeGreaterThan(10);
  });

  it('are bounded in number for each label', () => {
    expect(Object.values(LABELS).filter(({ most }) => !(most > 0 && most <= 200))).toEqual([]);
  });
});

function isLabel(name: string): name is keyof typeof LABELS {
  return Object.hasOwn(LABELS, name);
}
