import { describe, expect, it } from 'vitest';
import { createMemoryPool, heapShare, type MemoryHolder } from '../../src/limits/memory-pool.ts';

/** A holder that adds its name to a list when it is evicted. */
function holder(name: string, evicted: string[]): MemoryHolder {
  return { evict: () => void evicted.push(name) };
}

describe('the memory that operations hold together', () => {
  it('is the sum of what they allocated and have not released', () => {
    const pool = createMemoryPool(100);
    const [one, other] = [holder('one', []), holder('other', [])];
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

  it('is bounded: beyond the limit the operation that holds the most is evicted', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    const [small, large] = [holder('small', evicted), holder('large', evicted)];
    pool.allocate(large, 90);
    pool.allocate(small, 20);
    expect([evicted, pool.usedBytes]).toEqual([['large'], 20]);
  });

  it('evicts one operation for one excess, not all of them', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    for (const name of ['a', 'b', 'c', 'd']) pool.allocate(holder(name, evicted), 26);
    expect([evicted, pool.usedBytes]).toEqual([['a'], 78]);
  });

  it('evicts an operation that allocates more than the limit at once', () => {
    const evicted: string[] = [];
    const pool = createMemoryPool(100);
    pool.allocate(holder('huge', evicted), 1_000);
    expect([evicted, pool.usedBytes]).toEqual([['huge'], 0]);
  });

  it('may be a third of the heap that V8 was given', () => {
    expect(heapShare('incoming')).toBeGreaterThan(30_000_000);
  });
});
