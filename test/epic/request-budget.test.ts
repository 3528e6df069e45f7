import { describe, expect, it } from 'vitest';
import {
  createRequestBudget,
  withHeldWarnings,
  withOneRequest,
  withPath,
} from '../../src/epic/request-budget.ts';
import type { Warning } from '../../src/epic/warnings.ts';

const warning: Warning = { code: '4119', resourceType: 'Patient', message: 'first' };

describe('the request budget of an operation', () => {
  it('counts requests', () => {
    const budget = createRequestBudget();
    budget.countRequest();
    budget.countRequest();
    expect(budget.usage.requests).toBe(2);
    expect(createRequestBudget().usage.requests).toBe(0);
  });

  it('keeps one warning per code and type, in order of arrival', () => {
    const budget = createRequestBudget();
    const others: readonly Warning[] = [
      { ...warning, code: '59204' },
      { ...warning, resourceType: 'List' },
    ];
    [warning, { ...warning, message: 'second' }, ...others, warning].forEach(budget.warn);
    expect(budget.usage.warnings).toEqual([warning, ...others]);
  });

  it('keeps one warning per path', () => {
    const budget = createRequestBudget();
    const [one, other] = [['a'], ['b', 0]].map((path) => withPath(budget, path));
    [one, other, one].forEach((field) => field?.warn(warning));
    expect(budget.usage.warnings.map(({ path }) => path)).toEqual([['a'], ['b', 0]]);
  });

  it('keeps the existing path of a warning', () => {
    const budget = createRequestBudget();
    withPath(budget, ['outer']).warn({ ...warning, path: ['inner'] });
    expect(budget.usage.warnings).toEqual([{ ...warning, path: ['inner'] }]);
  });

  it('keeps 200 warnings with at least one of each kind, and reports the number of the others', () => {
    const budget = createRequestBudget();
    for (let index = 0; index < 1_000; index += 1) budget.warn({ ...warning, path: ['patients', index] });
    budget.warn({ ...warning, code: 'DAY_INCOMPLETE' });
    const codes = budget.usage.warnings.map(({ code }) => code);
    expect(codes).toHaveLength(202);
    expect(codes.slice(-2)).toEqual(['DAY_INCOMPLETE', 'WARNINGS_LEFT_OUT']);
    expect(budget.usage.warnings.at(-1)?.message).toMatch(/^800 more/);
  });

  it('spares requests beyond the price, also those that were given back', () => {
    const budget = createRequestBudget(undefined, 3);
    budget.setEstimate(2);
    expect([budget.reserveSpare(), budget.reserveSpare()]).toEqual([true, false]);
    budget.releaseSpare();
    expect([budget.reserveSpare(), budget.reserveSpare()]).toEqual([true, false]);
  });

  it('allows a single request without a retry, and counts it', () => {
    const budget = createRequestBudget(undefined, 2);
    const once = withOneRequest(budget);
    expect([once.reserve(), once.reserve()]).toEqual([true, false]);
    expect([budget.reserve(), budget.reserve()]).toEqual([true, false]);
    expect(withOneRequest(budget).reserve()).toBe(false);
  });

  it('exposes the abort signal of the operation', () => {
    const { signal } = new AbortController();
    expect(createRequestBudget(signal).signal).toBe(signal);
    expect(createRequestBudget().signal).toBeUndefined();
  });

  it('reserves requests up to the budget, and releases unsent ones', () => {
    const budget = createRequestBudget(undefined, 2);
    expect([budget.reserve(), budget.reserve(), budget.reserve()]).toEqual([true, true, false]);
    budget.release();
    expect([budget.reserve(), budget.reserve()]).toEqual([true, false]);
    expect([budget.limit, budget.usage.requests]).toEqual([2, 0]);
  });

  it('reserves any number of requests without a limit', () => {
    const budget = createRequestBudget();
    for (let count = 0; count < 1_000; count += 1) expect(budget.reserve()).toBe(true);
    expect(budget.limit).toBe(Infinity);
  });

  it('shares the count with a copy that withholds its warnings', () => {
    const budget = createRequestBudget(undefined, 2);
    const silent = withHeldWarnings(budget);
    expect([silent.reserve(), budget.reserve(), silent.reserve()]).toEqual([true, true, false]);
    silent.countRequest();
    expect([budget.usage.requests, silent.usage.requests]).toEqual([1, 1]);
  });

  it('returns the estimated cost after it is set', () => {
    const budget = createRequestBudget();
    expect(budget.usage.estimatedRequests).toBeNull();
    budget.setEstimate(12);
    expect(budget.usage.estimatedRequests).toBe(12);
  });
});
