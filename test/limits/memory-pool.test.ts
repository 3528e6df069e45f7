import { describe, expect, it } from 'vitest';
import { createMemoryPool, type MemoryHolder, heapShare } from '../../src/limits/memory-pool.ts';

/** A holder that notes in a list that it had to give up. */
function holder(name: string, givenUp: string[]): MemoryHolder {
  return { evict: () => void givenUp.push(name) };
}

describe('the memory that operations hold together', () => {
  it('is the sum of what they took and have not let go of', () => {
    const held = createMemoryPool(100);
    const [one, other] = [holder('one', []), holder('other', [])];
    held.allocate(one, 30);
    held.allocate(other, 20);
    held.allocate(one, 10);
    held.release(one, 5);
    expect(held.usedBytes).toBe(55);
    held.remove(one);
    expect(held.usedBytes).toBe(20);
    held.remove(one);
    expect(held.usedBytes).toBe(20);
  });

  it('is bounded: beyond the limit the operation that holds the most gives up', () => {
    const givenUp: string[] = [];
    const held = createMemoryPool(100);
    const [small, large] = [holder('small', givenUp), holder('large', givenUp)];
    held.allocate(large, 90);
    held.allocate(small, 20);
    expect([givenUp, held.usedBytes]).toEqual([['large'], 20]);
  });

  it('makes one operation give up for one excess, not all of them', () => {
    const givenUp: string[] = [];
    const held = createMemoryPool(100);
    for (const name of ['a', 'b', 'c', 'd']) held.allocate(holder(name, givenUp), 26);
    expect([givenUp, held.usedBytes]).toEqual([['a'], 78]);
  });

  it('makes an operation give up that takes more than the limit at once', () => {
    const givenUp: string[] = [];
    const held = createMemoryPool(100);
    held.allocate(holder('huge', givenUp), 1_000);
    expect([givenUp, held.usedBytes]).toEqual([['huge'], 0]);
  });

  it('may be a third of the heap that V8 was given', () => {
    expect(heapShare('incoming')).toBeGreaterThan(30_000_000);
  });
});
