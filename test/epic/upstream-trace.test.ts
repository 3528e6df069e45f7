import { describe, expect, it } from 'vitest';
import { createUpstreamTrace } from '../../src/epic/upstream-trace.ts';

const SEARCH = { interaction: 'search', resourceType: 'Observation' } as const;
const READ = { interaction: 'read', resourceType: 'Patient' } as const;
const FIRST = { wave: 1, waitedFor: [], count: 1, shared: 0, cached: 0, queuedMs: 0 };

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
      { ...FIRST, ...SEARCH, count: 2, startMs: 5, endMs: 20 },
      { ...FIRST, ...READ, startMs: 5, endMs: 12 },
    ]);
  });

  it('starts a new wave after a response', () => {
    const { trace, at } = setUp();
    trace.scope.request(READ).end('sent', null);
    at(7);
    trace.scope.request(READ).end('sent', null);
    expect(trace.list()).toEqual([
      { ...FIRST, ...READ, startMs: 0, endMs: 0 },
      { ...FIRST, ...READ, wave: 2, waitedFor: ['Patient read'], startMs: 7, endMs: 7 },
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
    expect(trace.list()).toEqual([{ ...FIRST, ...READ, count: 4, cached: 3, startMs: 1, endMs: 9 }]);
  });

  it('puts a request into the wave after the response that came last, whatever else has ended', () => {
    const { trace } = setUp();
    const [fast, slow] = [trace.scope.request(READ), trace.scope.request(SEARCH)];
    fast.end('sent', null);
    const second = trace.scope.request(SEARCH);
    second.end('shared', null);
    const third = trace.scope.request(SEARCH);
    third.end('sent', null);
    slow.end('sent', null);
    trace.scope.request(READ);
    expect(trace.list()).toMatchObject([
      { ...READ, wave: 1, waitedFor: [] },
      { ...SEARCH, wave: 1, waitedFor: [] },
      { ...SEARCH, wave: 2, waitedFor: ['Patient read'], count: 1 },
      { ...READ, wave: 2, waitedFor: ['Observation search'], count: 1 },
      { ...SEARCH, wave: 3, waitedFor: ['Observation search'] },
    ]);
  });

  it('reports the longest time that a request waited before it was sent', () => {
    const { trace, at } = setUp();
    const waiting = [1, 2, 3].map(() => trace.scope.request(READ));
    for (const [index, request] of waiting.entries()) {
      at(10 * index);
      request.started();
      request.end('sent', null);
    }
    expect(trace.list()).toEqual([{ ...FIRST, ...READ, count: 3, startMs: 0, endMs: 20, queuedMs: 20 }]);
  });

  it('counts the requests of a load, and ends now while one is in flight', () => {
    const { trace, at } = setUp();
    trace.scope.load({ loader: 'by-id', resourceType: 'Patient', size: 2 }).request(READ);
    at(40);
    expect(trace.list()).toMatchObject([{ ...READ, count: 1, startMs: 0, endMs: 40 }]);
  });
});
