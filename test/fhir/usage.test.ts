import { describe, expect, it } from 'vitest';
import { createUsage, withoutWarnings, withPath } from '../../src/fhir/usage.ts';

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

  it('keeps a warning once for each path', () => {
    const usage = createUsage();
    const [one, other] = [['a'], ['b', 0]].map((path) => withPath(usage, path));
    [one, other, one].forEach((field) => field?.warn(warning));
    expect(usage.warnings.map(({ path }) => path)).toEqual([['a'], ['b', 0]]);
  });

  it('leaves a path that a warning has already', () => {
    const usage = createUsage();
    withPath(usage, ['outer']).warn({ ...warning, path: ['inner'] });
    expect(usage.warnings).toEqual([{ ...warning, path: ['inner'] }]);
  });

  it('keeps 200 warnings, one of each kind at least, and says how many more there were', () => {
    const usage = createUsage();
    for (let index = 0; index < 1_000; index += 1) usage.warn({ ...warning, path: ['patients', index] });
    usage.warn({ ...warning, code: 'LATE' });
    const codes = usage.warnings.map(({ code }) => code);
    expect(codes).toHaveLength(202);
    expect(codes.slice(-2)).toEqual(['LATE', 'WARNINGS_LEFT_OUT']);
    expect(usage.warnings.at(-1)?.message).toMatch(/^800 more/);
  });

  it('hands on the signal that gives it up', () => {
    const { signal } = new AbortController();
    expect(createUsage(signal).signal).toBe(signal);
    expect(createUsage().signal).toBeUndefined();
  });

  it('gives leave for as many requests as the operation may send, and takes back what was not made use of', () => {
    const usage = createUsage(undefined, 2);
    expect([usage.takeLeave(), usage.takeLeave(), usage.takeLeave()]).toEqual([true, true, false]);
    usage.returnLeave();
    expect([usage.takeLeave(), usage.takeLeave()]).toEqual([true, false]);
    expect([usage.bound, usage.requests]).toEqual([2, 0]);
  });

  it('gives leave without end where there is no bound', () => {
    const usage = createUsage();
    for (let count = 0; count < 1_000; count += 1) expect(usage.takeLeave()).toBe(true);
    expect(usage.bound).toBe(Infinity);
  });

  it('is one and the same where warnings are held back', () => {
    const usage = createUsage(undefined, 2);
    const quiet = withoutWarnings(usage);
    expect([quiet.takeLeave(), usage.takeLeave(), quiet.takeLeave()]).toEqual([true, true, false]);
    quiet.countRequest();
    expect(usage.requests).toBe(1);
  });

  it('knows the estimate once there is one', () => {
    const usage = createUsage();
    expect(usage.estimatedRequests).toBeNull();
    usage.noteEstimate(12);
    expect(usage.estimatedRequests).toBe(12);
  });
});
