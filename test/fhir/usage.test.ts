import { describe, expect, it } from 'vitest';
import { createUsage } from '../../src/fhir/usage.ts';

const warning = { code: '4119', resourceType: 'Patient', message: 'first' };

describe('the usage of an operation', () => {
  it('counts requests', () => {
    const usage = createUsage();
    usage.countRequest();
    usage.countRequest();
    expect(usage.requests).toBe(2);
    expect(createUsage().requests).toBe(0);
  });

  it('keeps each warning once for a type, in the order of their coming', () => {
    const usage = createUsage();
    const others = [
      { ...warning, code: '59204' },
      { ...warning, resourceType: 'List' },
    ];
    [warning, { ...warning, message: 'second' }, ...others, warning].forEach(usage.warn);
    expect(usage.warnings).toEqual([warning, ...others]);
  });

  it('hands on the signal that gives it up', () => {
    const { signal } = new AbortController();
    expect(createUsage(signal).signal).toBe(signal);
    expect(createUsage().signal).toBeUndefined();
  });
});
