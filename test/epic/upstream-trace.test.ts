import { describe, expect, it } from 'vitest';
import { createUpstreamTrace } from '../../src/epic/upstream-trace.ts';

const SEARCH = { interaction: 'search', resourceType: 'Observation' } as const;
const READ = { interaction: 'read', resourceType: 'Patient' } as const;

/** A clock that tests set. */
function setUp() {
  let ms = 1_000;
  const upstreamTrace = createUpstreamTrace(() => ms);
  return { asked: upstreamTrace, at: (next: number) => void (ms = 1_000 + next) };
}

describe('what an operation asks for', () => {
  it('is nothing at first', () => {
    expect(setUp().asked.list()).toEqual([]);
  });

  it('is counted by type and interaction, from the first asking to the last answer', () => {
    const { asked, at } = setUp();
    at(5);
    const one = asked.scope.request(SEARCH);
    const other = asked.scope.request(SEARCH);
    const patient = asked.scope.request(READ);
    at(9);
    other.end('sent', null);
    at(12);
    patient.end('sent', null);
    at(20);
    one.end('sent', null);
    at(99);
    expect(asked.list()).toEqual([
      { ...SEARCH, count: 2, shared: 0, cached: 0, startMs: 5, endMs: 20 },
      { ...READ, count: 1, shared: 0, cached: 0, startMs: 5, endMs: 12 },
    ]);
  });

  it('is a group of its own where all before it had their answers', () => {
    const { asked, at } = setUp();
    asked.scope.request(READ).end('sent', null);
    at(7);
    asked.scope.request(READ).end('sent', null);
    expect(asked.list()).toEqual([
      { ...READ, count: 1, shared: 0, cached: 0, startMs: 0, endMs: 0 },
      { ...READ, count: 1, shared: 0, cached: 0, startMs: 7, endMs: 7 },
    ]);
  });

  it('says how much came from other operations and from memory, failures too', () => {
    const { asked } = setUp();
    const watches = [1, 2, 3, 4].map(() => asked.scope.request(READ));
    watches[0]?.end('sent', null);
    watches[1]?.end('shared', 'UPSTREAM_UNAVAILABLE');
    watches[2]?.end('cached', null);
    watches[3]?.end('cached', null);
    expect(asked.list()).toMatchObject([{ count: 4, shared: 1, cached: 2 }]);
  });

  it('is one group where all of it is remembered, with what is sent after it', () => {
    const { asked, at } = setUp();
    for (const ms of [1, 2, 3]) {
      at(ms);
      asked.scope.request(READ).end('cached', null);
    }
    const sent = asked.scope.request(READ);
    at(9);
    sent.end('sent', null);
    expect(asked.list()).toEqual([{ ...READ, count: 4, shared: 0, cached: 3, startMs: 1, endMs: 9 }]);
  });

  it('counts what loaders group, and lasts until now while it is under way', () => {
    const { asked, at } = setUp();
    asked.scope.load({ loader: 'by-id', resourceType: 'Patient', size: 2 }).request(READ);
    at(40);
    expect(asked.list()).toMatchObject([{ ...READ, count: 1, startMs: 0, endMs: 40 }]);
  });
});
