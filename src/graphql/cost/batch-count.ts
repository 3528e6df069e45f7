/** Counts the `_id` searches of root lookups. Ids of one type share searches, and a repeated id is read once. */
import type { Cardinality } from './cardinality.ts';

export interface BatchCount {
  /** Adds ids of a type. Returns the number of additional searches. */
  readonly add: (type: string, ids: readonly string[]) => number;
}

export function createBatchCount(batchSize: number): BatchCount {
  const idsByType = new Map<string, Set<string>>();
  return {
    add(type, ids) {
      const added = idsByType.get(type) ?? new Set();
      idsByType.set(type, added);
      const before = added.size;
      for (const id of ids) added.add(id);
      return Math.ceil(added.size / batchSize) - Math.ceil(before / batchSize);
    },
  };
}

/** Returns the cardinality of items that the loaders read in shared batches. */
export function cardinalityOfLookups(items: number, batchSize: number): Cardinality {
  return { items, groups: Math.ceil(items / batchSize), minItems: items };
}
