import { describe, expect, it } from 'vitest';
import { createRequestBudget, withHeldWarnings, withPath } from '../../src/epic/request-budget.ts';

const warning = { code: '4119', resourceType: 'Patient', message: 'first' };

describe('the request budget of an operation', () => {
  it('counts requests', () => {
    const budget = createRequestBudget();
    budget.countRequest();
    budget.countRequest();
    expect(budget.requests).toBe(2);
    expect(createRequestBudget().requests).toBe(0);
  });

  it('keeps each warning once for a type, in the order of their coming', () => {
    const budget = createRequestBudget();
    const others = [
      { ...warning, code: '59204' },
      { ...warning, resourceType: 'List' },
    ];
    [warning, { ...warning, message: 'second' }, ...others, warning].forEach(budget.warn);
    expect(budget.warnings).toEqual([warning, ...others]);
  });

  it('keeps a warning once for each path', () => {
    const budget = createRequestBudget();
    const [one, other] = [['a'], ['b', 0]].map((path) => withPath(budget, path));
    [one, other, one].forEach((field) => field?.warn(warning));
    expect(budget.warnings.map(({ path }) => path)).toEqual([['a'], ['b', 0]]);
  });

  it('keeps the path that a warning has already', () => {
    const budget = createRequestBudget();
    withPath(budget, ['outer']).warn({ ...warning, path: ['inner'] });
    expect(budget.warnings).toEqual([{ ...warning, path: ['inner'] }]);
  });

  it('keeps 200 warnings, one of each kind at least, and says how many more there were', () => {
    const budget = createRequestBudget();
    for (let index = 0; index < 1_000; index += 1) budget.warn({ ...warning, path: ['patients', index] });
    budget.warn({ ...warning, code: 'LATE' });
    const codes = budget.warnings.map(({ code }) => code);
    expect(codes).toHaveLength(202);
    expect(codes.slice(-2)).toEqual(['LATE', 'WARNINGS_LEFT_OUT']);
    expect(budget.warnings.at(-1)?.message).toMatch(/^800 more/);
  });

  it('has the signal that aborts the operation', () => {
    const { signal } = new AbortController();
    expect(createRequestBudget(signal).signal).toBe(signal);
    expect(createRequestBudget().signal).toBeUndefined();
  });

  it('reserves as many requests as the operation may send, and takes back those that were not sent', () => {
    const budget = createRequestBudget(undefined, 2);
    expect([budget.reserve(), budget.reserve(), budget.reserve()]).toEqual([true, true, false]);
    budget.release();
    expect([budget.reserve(), budget.reserve()]).toEqual([true, false]);
    expect([budget.limit, budget.requests]).toEqual([2, 0]);
  });

  it('reserves any number of requests where there is no limit', () => {
    const budget = createRequestBudget();
    for (let count = 0; count < 1_000; count += 1) expect(budget.reserve()).toBe(true);
    expect(budget.limit).toBe(Infinity);
  });

  it('is shared with the same budget whose warnings are held back', () => {
    const budget = createRequestBudget(undefined, 2);
    const silent = withHeldWarnings(budget);
    expect([silent.reserve(), budget.reserve(), silent.reserve()]).toEqual([true, true, false]);
    silent.countRequest();
    expect(budget.requests).toBe(1);
  });

  it('knows the estimate once there is one', () => {
    const budget = createRequestBudget();
    expect(budget.estimatedRequests).toBeNull();
    budget.setEstimate(12);
    expect(budget.estimatedRequests).toBe(12);
  });
});
