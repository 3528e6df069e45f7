import { describe, expect, it } from 'vitest';
import type { ListPosition } from '../../src/loaders/cursors.ts';
import {
  collectPage,
  parsePageSize,
  createSearchReader,
  START_OF_SEARCH,
  type PageSlice,
} from '../../src/loaders/pages.ts';
import { refusalOf } from '../support/refusal.ts';
import { createPagedServer } from '../support/paged-server.ts';

function at(index: number): ListPosition {
  return { kind: 'id', id: `e${index}`, index };
}

/** Returns a reader whose slices have the given numbers of nodes. The last slice ends the list. */
function scripted(found: readonly number[]): {
  round: (from: ListPosition, wanted: number) => Promise<PageSlice<string>>;
  slices: [number, number][];
} {
  const slices: [number, number][] = [];
  return {
    slices,
    async round(from, wanted) {
      const index = from.kind === 'id' ? from.index : 0;
      slices.push([index, wanted]);
      const items = Array.from({ length: Math.min(found[index] ?? 0, wanted) }, (_, nth) => ({
        node: `${index}.${nth}`,
        position: at(index),
      }));
      const isLast = index + 1 >= found.length;
      return { items, end: isLast ? null : at(index + 1), isWhole: isLast };
    },
  };
}

describe('parsePageSize', () => {
  it.each([1, 2, 99, 100])('accepts the page size %i', (first) => {
    expect(parsePageSize(first)).toBe(first);
  });

  it.each([0, -1, 101, 2 ** 31 - 1, -(2 ** 31)])('refuses the page size %i', (first) => {
    expect(refusalOf(() => parsePageSize(first))).toEqual({
      code: 'BAD_USER_INPUT',
      message: `first expects a whole number from 1 to 100; it was ${first}.`,
    });
  });
});

describe('collectPage', () => {
  it('fills a page from one slice if that has enough nodes', async () => {
    const { round, slices } = scripted([5, 5]);
    const { items, end } = await collectPage(5, at(0), round);
    expect([items.length, end, slices]).toEqual([5, at(1), [[0, 5]]]);
  });

  it('reads slices until the page is full, each for the missing number of nodes', async () => {
    const { round, slices } = scripted([2, 0, 1, 9]);
    const { items, end } = await collectPage(5, at(0), round);
    expect(items.map(({ node }) => node)).toEqual(['0.0', '0.1', '2.0', '3.0', '3.1']);
    expect(end).toBeNull();
    expect(slices).toEqual([
      [0, 5],
      [1, 3],
      [2, 3],
      [3, 2],
    ]);
  });

  it('returns a short page at the end of the list', async () => {
    const { round } = scripted([2, 1]);
    await expect(collectPage(5, at(0), round)).resolves.toMatchObject({ items: { length: 3 }, end: null });
  });

  it('returns a short page after ten slices, with the position to continue from', async () => {
    const { round, slices } = scripted(Array.from({ length: 30 }, () => 0));
    await expect(collectPage(5, at(0), round)).resolves.toEqual({
      items: [],
      end: at(10),
      isWhole: false,
      isCircular: false,
    });
    expect(slices).toHaveLength(10);
  });

  it('fails if a slice fails', async () => {
    await expect(collectPage(5, at(0), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('createSearchReader', () => {
  const hidden = new Set(['e1', 'e4']);

  it('returns the visible matches of a page, each with the position after it', async () => {
    const { searches, requests } = createPagedServer({
      size: 5,
      pageSizes: [3, 2],
      isHidden: (id) => hidden.has(id),
    });
    const round = createSearchReader(searches, 'Patient', { parameters: { family: 'x' }, pageSize: 3 });
    const { items, end } = await round(START_OF_SEARCH, 3);
    expect(items.map(({ node, position }) => [node.id, position])).toEqual([
      ['e0', { kind: 'page', link: null, skip: 1 }],
      ['e2', { kind: 'page', link: '?from=3&page=1&empty=0', skip: 0 }],
    ]);
    expect(end).toEqual({ kind: 'page', link: '?from=3&page=1&empty=0', skip: 0 });
    expect(requests).toEqual([{ family: 'x', _count: '3' }]);
  });

  it('stops in the middle of a page with too many matches, and continues there', async () => {
    const { searches, requests } = createPagedServer({ size: 4, pageSizes: [4], ignoresCount: true });
    const round = createSearchReader(searches, 'Patient', { parameters: {}, pageSize: 3 });
    const { items, end } = await round(START_OF_SEARCH, 3);
    expect(items.map(({ node }) => node.id)).toEqual(['e0', 'e1', 'e2']);
    expect(end).toEqual({ kind: 'page', link: null, skip: 3 });
    const rest = await round(end ?? START_OF_SEARCH, 3);
    expect([rest.items.map(({ node }) => node.id), rest.end]).toEqual([['e3'], null]);
    expect(requests).toEqual([{ _count: '3' }, { _count: '6' }]);
  });

  it('continues after the first page if that has become smaller than the part already read', async () => {
    const { searches } = createPagedServer({ size: 6, pageSizes: [2] });
    const round = createSearchReader(searches, 'Patient', { parameters: {} });
    const short = await round({ kind: 'page', link: null, skip: 3 }, 9);
    expect(short).toEqual({
      items: [],
      end: { kind: 'page', link: '?from=2&page=1&empty=0', skip: 1 },
      isWhole: false,
    });
    const { items } = await round(short.end ?? START_OF_SEARCH, 9);
    expect(items.map(({ node }) => node.id)).toEqual(['e3']);
  });

  it('never requests more than 999 matches, Epic’s maximum', async () => {
    const { searches, requests } = createPagedServer({ size: 1, pageSizes: [1] });
    await createSearchReader(searches, 'Patient', { parameters: {}, pageSize: 100 })(
      { kind: 'page', link: null, skip: 950 },
      100,
    );
    expect(requests).toEqual([{ _count: '999' }]);
  });

  it('omits _count without a page size', async () => {
    const { searches, requests } = createPagedServer({ size: 1, pageSizes: [1] });
    await createSearchReader(searches, 'Patient', { parameters: { identifier: 'x' } })(START_OF_SEARCH, 2);
    expect(requests).toEqual([{ identifier: 'x' }]);
  });

  it('starts at the beginning for a position of another kind of list', async () => {
    const { searches } = createPagedServer({ size: 2, pageSizes: [2] });
    const { items } = await createSearchReader(searches, 'Patient', { parameters: {}, pageSize: 2 })(
      at(7),
      2,
    );
    expect(items.map(({ node }) => node.id)).toEqual(['e0', 'e1']);
  });
});
