import { describe, expect, it } from 'vitest';
import { createUpstreamTrace } from '../../src/epic/upstream-trace.ts';

const SEARCH = { interaction: 'search', resourceType: 'Observation' } as const;
const READ = { interaction: 'read', resourceType: 'Patient' } as const;

/** Creates a trace with a clock that the test sets. */
function setUp() {
  let ms = 1_000;
  const trace = createUpstreamTrace(() => ms);
  return { trace, at: (next: number) => void (ms = 1_000 + next) };
}

describe('the upstream trace of an operation', () => {
  it('starts empty', () => {
    expect(setUp().trace.list()).toEqual([]);
  });

  it('counts requests by type and interaction, from the first request to the last response', () => {
    const { trace, at } = setUp();
    at(5);
    const one = trace.scope.request(SEARCH);
    const other = trace.scope.request(SEARCH);
    const patient = trace.scope.request(READ);
    at(9);
    other.end('sent', null);
    at(12);
    patient.end('sent', null);
    at(20);
    one.end('sent', null);
    at(99);
    expect(trace.list()).toEqual([
      { ...SEARCH, count: 2, shared: 0, cached: 0, startMs: 5, endMs: 20 },
      { ...READ, count: 1, shared: 0, cached: 0, startMs: 5, endMs: 12 },
    ]);
  });

  it('starts a new wave after the last response of the previous one', () => {
    const { trace, at } = setUp();
    trace.scope.request(READ).end('sent', null);
    at(7);
    trace.scope.request(READ).end('sent', null);
    expect(trace.list()).toEqual([
      { ...READ, count: 1, shared: 0, cached: 0, startMs: 0, endMs: 0 },
      { ...READ, count: 1, shared: 0, cached: 0, startMs: 7, endMs: 7 },
    ]);
  });

  it('counts coalesced and cached results, including failures', () => {
    const { trace } = setUp();
    const observers = [1, 2, 3, 4].map(() => trace.scope.request(READ));
    observers[0]?.end('sent', null);
    observers[1]?.end('shared', 'UPSTREAM_UNAVAILABLE');
    observers[2]?.end('cached', null);
    observers[3]?.end('cached', null);
    expect(trace.list()).toMatchObject([{ count: 4, shared: 1, cached: 2 }]);
  });

  it('puts cached resources and the requests after them into one wave', () => {
    const { trace, at } = setUp();
    for (const ms of [1, 2, 3]) {
      at(ms);
      trace.scope.request(READ).end('cached', null);
    }
    const sent = trace.scope.request(READ);
    at(9);
    sent.end('sent', null);
    expect(trace.list()).toEqual([{ ...READ, count: 4, shared: 0, cached: 3, startMs: 1, endMs: 9 }]);
  });

  it('counts the requests of a load, and ends now while one is in flight', () => {
    const { trace, at } = setUp();
    trace.scope.load({ loader: 'by-id', resourceType: 'Patient', size: 2 }).request(READ);
    at(40);
    expect(trace.list()).toMatchObject([{ ...READ, count: 1, startMs: 0, endMs: 40 }]);
  });
});
