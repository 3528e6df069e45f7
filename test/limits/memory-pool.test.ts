import { describe, expect, it } from 'vitest';
import { createMemoryPool, heapShare, type MemoryHolder } from '../../src/limits/memory-pool.ts';

/** Creates a holder that adds its name to a list when it is evicted. */
function createHolder(name: string, evicted: string[], site?: string): MemoryHolder {
  return { site, evict: () => void evicted.push(name) };
}

describe('createMemoryPool [T7-D2]', () => {
  it('sums the bytes that holders allocated and have not released', () => {
    const pool = createMemoryPool(100);
    const [one, other] = [createHolder('one', []), createHolder('other', [])];
    pool.allocate(one, 30);
    pool.allocate(other, 20);
    pool.allocate(one, 10);
    pool.release(one, 5);
    expect(pool.usedBytes).toBe(55);
    pool.remove(one);
    expect(pool.usedBytes).toBe(20);
    pool.remove(one);
    expect(pool.usedBytes).toBe(20);
  });

  it('evicts the operation that holds the most beyond the limit [T1-D6]', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    const [small, large] = [createHolder('small', evicted), createHolder('large', evicted)];
    pool.allocate(large, 90);
    pool.allocate(small, 20);
    expect([evicted, pool.usedBytes]).toEqual([['large'], 20]);
  });

  it('evicts one operation for one excess, not all of them', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    for (const name of ['a', 'b', 'c', 'd']) pool.allocate(createHolder(name, evicted), 26);
    expect([evicted, pool.usedBytes]).toEqual([['a'], 78]);
  });

  it('evicts from the site that holds the most, even if each of its operations is smaller than another site’s', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    pool.allocate(createHolder('of a quiet site', evicted, 'quiet'), 30);
    for (const bytes of [10, 20, 15, 25]) pool.allocate(createHolder(`${bytes}`, evicted, 'busy'), bytes);
    expect([evicted, pool.usedBytes]).toEqual([[], 100]);
    pool.allocate(createHolder('one more', evicted, 'quiet'), 10);
    expect([evicted, pool.usedBytes]).toEqual([['25'], 85]);
  });

  it('lets one site hold all of it while no other needs it', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    for (let at = 0; at < 10; at += 1) pool.allocate(createHolder('busy', evicted, 'busy'), 10);
    expect([evicted, pool.usedBytes]).toEqual([[], 100]);
  });

  it('evicts an operation that allocates more than the limit at once', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    pool.allocate(createHolder('huge', evicted), 1_000);
    expect([evicted, pool.usedBytes]).toEqual([['huge'], 0]);
  });

  it('allows incoming responses a share of the V8 heap', () => {
    expect(heapShare('incoming')).toBeGreaterThan(30_000_000);
  });
});
