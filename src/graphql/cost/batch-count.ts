/** Resources looked up by id at the root of an operation: those of one type go together, and each is read once. */
import type { Cardinality } from './cardinality.ts';

export interface BatchCount {
  /** Looks these up too; the requests that it takes beyond those for what is looked up already. */
  readonly add: (type: string, ids: readonly string[]) => number;
}

export function createBatchCount(batchSize: number): BatchCount {
  const known = new Map<string, Set<string>>();
  return {
    add(type, ids) {
      const looked = known.get(type) ?? new Set();
      known.set(type, looked);
      const before = looked.size;
      for (const id of ids) looked.add(id);
      return Math.ceil(looked.size / batchSize) - Math.ceil(before / batchSize);
    },
  };
}

/** How that many arrive that are looked up together. */
export function cardinalityOfLookups(items: number, batchSize: number): Cardinality {
  return { items, groups: Math.ceil(items / batchSize), minItems: items };
}
