import { describe, expect, it } from 'vitest';
import { ALL_RESOURCES, RECORD } from './support/clinical-record.ts';

/** The number of records of each type that have a label, by code. */
const LABELLED = new Map<string, number>();
for (const resource of ALL_RESOURCES) {
  const documents = resource.resourceType === 'DocumentReference' ? (resource.securityLabel ?? []) : [];
  const codings = [...(resource.meta?.security ?? []), ...documents.flatMap(({ coding = [] }) => coding)];
  for (const { code } of codings) {
    const name = `${resource.resourceType} ${code}`;
    LABELLED.set(name, (LABELLED.get(name) ?? 0) + 1);
  }
}

describe('security labels', () => {
  it.each([
    ...RECORD.flatMap(({ type, labels }) => labels.map(([, { code }]) => `${type} ${code}`)),
    'DocumentReference NOPAT',
  ])('some but not most records are labeled %s', (name) => {
    const [type] = name.split(' ');
    const all = ALL_RESOURCES.filter(({ resourceType }) => resourceType === type).length;
    expect(LABELLED.get(name)).toBeGreaterThan(0);
    expect(LABELLED.get(name)).toBeLessThan(all / 4);
  });
});
