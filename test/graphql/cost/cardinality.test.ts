import { array, assert, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cardinality,
  cardinalityOfParts,
  cardinalityOfSearches,
  countBatches,
  ONCE,
  UNCOUNTABLE,
} from '../../../src/graphql/cost/cardinality.ts';

describe('countBatches', () => {
  it.each<[items: number, groups: number, types: number, batches: number]>([
    [0, 0, 1, 0],
    [1, 1, 1, 1],
    [10, 1, 1, 1],
    [11, 1, 1, 2],
    [20, 1, 1, 2],
    [10, 2, 1, 2],
    [1, 1, 7, 1],
    [7, 1, 7, 7],
    [16, 1, 7, 7],
    [17, 1, 7, 8],
    [5, 2, 7, 5],
  ])(
    'counts, in batches of ten, for %i items in %i groups of %i types: %i',
    (items, groups, types, batches) => {
      expect(countBatches({ items, groups }, types, 10)).toBe(batches);
    },
  );

  it('never counts fewer batches than needed, however the items are spread', () => {
    const spread = array(array(nat(25), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    });
    assert(
      property(spread, integer({ min: 1, max: 12 }), (groups, batchSize) => {
        const sizes = groups.flat();
        const items = sizes.reduce((sum, size) => sum + size, 0);
        const taken = sizes.reduce((sum, size) => sum + Math.ceil(size / batchSize), 0);
        expect(countBatches({ items, groups: groups.length }, 3, batchSize)).toBeGreaterThanOrEqual(taken);
      }),
    );
  });

  it('counts a batch per item if batching is off', () => {
    expect(countBatches({ items: 30, groups: 2 }, 1, 1)).toBe(30);
  });
});

describe('the cardinality of a selection', () => {
  it('keeps the number of groups for parts of a resource', () => {
    expect(cardinalityOfParts({ items: 10, groups: 2, minItems: 10 }, 3)).toEqual({
      items: 30,
      groups: 2,
      minItems: 10,
    });
  });

  it('counts a group and a patient for each search', () => {
    const ofPatients = cardinalityOfSearches({ items: 10, groups: 2, minItems: 8 }, 5);
    expect(ofPatients).toEqual({ items: 50, groups: 10, minItems: 40, patients: 10 });
    expect(cardinalityOfSearches(cardinalityOfParts(ofPatients, 2), 5).patients).toBe(10);
  });

  it('stops at UNCOUNTABLE', () => {
    let cardinality: Cardinality = ONCE;
    for (let depth = 0; depth < 400; depth += 1) cardinality = cardinalityOfSearches(cardinality, 100);
    expect(cardinality).toMatchObject({ items: UNCOUNTABLE, groups: UNCOUNTABLE, minItems: UNCOUNTABLE });
    expect(cardinalityOfParts(cardinality, 2).items).toBe(UNCOUNTABLE);
    expect(countBatches(cardinality, 26, 10)).toBe(UNCOUNTABLE);
  });
});
