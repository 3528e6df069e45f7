import { describe, expect, it } from 'vitest';
import { createHeldBytes, type Holder, shareOfHeap } from '../../src/size/held-bytes.ts';

/** A holder that notes in a list that it had to give up. */
function holder(name: string, givenUp: string[]): Holder {
  return { giveUp: () => void givenUp.push(name) };
}

describe('the memory that operations hold together', () => {
  it('is the sum of what they took and have not let go of', () => {
    const held = createHeldBytes(100);
    const [one, other] = [holder('one', []), holder('other', [])];
    held.take(one, 30);
    held.take(other, 20);
    held.take(one, 10);
    held.letGo(one, 5);
    expect(held.total).toBe(55);
    held.end(one);
    expect(held.total).toBe(20);
    held.end(one);
    expect(held.total).toBe(20);
  });

  it('is bounded: beyond the limit the operation that holds the most gives up', () => {
    const givenUp: string[] = [];
    const held = createHeldBytes(100);
    const [small, large] = [holder('small', givenUp), holder('large', givenUp)];
    held.take(large, 90);
    held.take(small, 20);
    expect([givenUp, held.total]).toEqual([['large'], 20]);
  });

  it('makes one operation give up for one excess, not all of them', () => {
    const givenUp: string[] = [];
    const held = createHeldBytes(100);
    for (const name of ['a', 'b', 'c', 'd']) held.take(holder(name, givenUp), 26);
    expect([givenUp, held.total]).toEqual([['a'], 78]);
  });

  it('makes an operation give up that takes more than the limit at once', () => {
    const givenUp: string[] = [];
    const held = createHeldBytes(100);
    held.take(holder('huge', givenUp), 1_000);
    expect([givenUp, held.total]).toEqual([['huge'], 0]);
  });

  it('may be a third of the heap that V8 was given', () => {
    expect(shareOfHeap('incoming')).toBeGreaterThan(30_000_000);
  });
});
