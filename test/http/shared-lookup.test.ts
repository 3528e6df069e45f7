import type { LookupFunction } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSharedLookup } from '../../src/http/shared-lookup.ts';

type Callback = Parameters<LookupFunction>[2];

let started: { readonly hostname: string; readonly answer: Callback }[];
let answered: unknown[];
let lookup: LookupFunction;

beforeEach(() => {
  [started, answered] = [[], []];
  lookup = createSharedLookup((hostname, _options, answer) => void started.push({ hostname, answer }));
});

const lookUp = (hostname: string, options = {}): void =>
  lookup(hostname, options, (error, address) => void answered.push(error?.message ?? address));

describe('lookups of host names', () => {
  it('are shared by all connections to a name, so one that hangs takes one thread and not all', () => {
    for (let at = 0; at < 50; at += 1) lookUp('hangs.example.org');
    lookUp('healthy.example.org');
    expect(started.map(({ hostname }) => hostname)).toEqual(['hangs.example.org', 'healthy.example.org']);
    started[1]?.answer(null, '192.0.2.1', 4);
    expect(answered).toEqual(['192.0.2.1']);
    started[0]?.answer(new Error('timed out'), '', 4);
    expect(answered).toEqual(['192.0.2.1', ...Array.from({ length: 50 }, () => 'timed out')]);
  });

  it('are not shared with other options, or after they have ended', () => {
    lookUp('a.example.org', { all: true });
    lookUp('a.example.org', { family: 4 });
    expect(started).toHaveLength(2);
    started[0]?.answer(null, '192.0.2.1', 4);
    lookUp('a.example.org', { all: true });
    expect(started).toHaveLength(3);
  });
});
