import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { createSharedCachePool, type SharedCacheShare } from '../../src/loaders/shared-cache-pool.ts';

function openCache(share: SharedCacheShare) {
  const entries = new LRUCache<string, number>({
    maxSize: share.maxBytes,
    sizeCalculation: (bytes) => bytes,
  });
  const remove = share.add(entries);
  return {
    entries,
    remove,
    store(key: string, bytes: number): void {
      entries.set(key, bytes);
      share.trim();
    },
  };
}

describe('the caches of shared resources of several sites [T7-D2]', () => {
  it('let one active site use all of the memory', () => {
    const pool = createSharedCachePool({ maxBytes: 100, isShared: true });
    openCache(pool.open('idle'));
    const busy = openCache(pool.open('busy'));
    for (let at = 0; at < 20; at += 1) busy.store(`${at}`, 10);
    expect(busy.entries.calculatedSize).toBe(100);
  });

  it('evict the oldest entries of a busy site, and none of a quiet one', () => {
    const pool = createSharedCachePool({ maxBytes: 100, isShared: true });
    const [quiet, busy] = [openCache(pool.open('quiet')), openCache(pool.open('busy'))];
    quiet.store('first', 10);
    quiet.store('second', 20);
    for (let at = 0; at < 50; at += 1) busy.store(`${at}`, 10);
    expect([...quiet.entries.keys()].toSorted()).toEqual(['first', 'second']);
    expect([...busy.entries.keys()].map(Number).toSorted((one, other) => one - other)).toEqual([
      43, 44, 45, 46, 47, 48, 49,
    ]);
    for (let at = 0; at < 50; at += 1) quiet.store(`${at}`, 10);
    expect([quiet.entries.calculatedSize, busy.entries.calculatedSize]).toEqual([50, 50]);
  });

  it('evict entries of the site whose grants hold the most together', () => {
    const pool = createSharedCachePool({ maxBytes: 100, isShared: true });
    const [quiet, busy] = [openCache(pool.open('quiet')), pool.open('busy')];
    quiet.store('all', 40);
    const persons = Array.from({ length: 10 }, () => openCache(busy));
    for (const person of persons) person.store('all', 10);
    expect(quiet.entries.calculatedSize).toBe(40);
    expect(persons.filter(({ entries }) => entries.size > 0)).toHaveLength(6);
  });

  it('give the memory of a grant that is released to the others', () => {
    const share = createSharedCachePool({ maxBytes: 100 }).open();
    const released = openCache(share);
    released.store('all', 90);
    released.remove();
    const other = openCache(share);
    other.store('all', 100);
    expect([released.entries.calculatedSize, other.entries.calculatedSize]).toEqual([90, 100]);
  });

  it('give the memory of a site that closes to the others', () => {
    const pool = createSharedCachePool({ maxBytes: 100, isShared: true });
    const share = pool.open('closing');
    openCache(share).store('all', 90);
    const other = openCache(pool.open('other'));
    share.close();
    other.store('all', 100);
    expect(other.entries.calculatedSize).toBe(100);
  });

  it('leave room for each other in the shared state, until their entries expire', () => {
    let clock = 0;
    const pool = createSharedCachePool({ maxStored: 10, isShared: true, now: () => clock });
    const [busy, quiet] = [pool.open('busy'), pool.open('quiet')];
    const store = (share: SharedCacheShare, site: string, count: number): number =>
      Array.from({ length: count }, (_, at) => share.reserve(`${site}-${at}`, clock + 1_000)).filter(Boolean)
        .length;
    expect([store(busy, 'busy', 30), store(quiet, 'quiet', 3)]).toEqual([10, 3]);
    expect(store(busy, 'busy', 30)).toBeLessThanOrEqual(10);
    busy.close();
    expect(store(pool.open('later'), 'later', 30)).toBeLessThan(10);
    clock = 1_000;
    expect(store(busy, 'again', 30)).toBe(10);
  });

  it('let an only site keep as many entries in the shared state as each of several', () => {
    const only = createSharedCachePool({ maxStored: 10 }).open();
    const stored = Array.from({ length: 30 }, (_, at) => only.reserve(`${at}`, Infinity)).filter(Boolean);
    expect(stored).toHaveLength(10);
    expect([only.reserve('0', Infinity), only.reserve('11', Infinity)]).toEqual([true, false]);
  });
});
