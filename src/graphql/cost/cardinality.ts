/** Estimates how many resources there can be at a position in an operation, and in how many groups they arrive. */

export interface Cardinality {
  readonly items: number;
  /** Items of one group arrive together, so the loaders batch their references. */
  readonly groups: number;
  /** The number of items if each list within a resource has one: the smallest plausible response. */
  readonly minItems: number;
  /** The number of patients to whom the items belong. Without it, each item can belong to another. */
  readonly patients?: number;
}

/** The cardinality of the operation itself. */
export const ONCE: Cardinality = { items: 1, groups: 1, minItems: 1 };

/** The cap of all counts. */
export const UNCOUNTABLE = 1_000_000_000;

/** Returns the cardinality of the parts of each item, which arrive with it. */
export function cardinalityOfParts(cardinality: Cardinality, length: number): Cardinality {
  return { ...cardinality, items: capCount(cardinality.items * length) };
}

/** Returns the cardinality of the results if each item, a patient, runs its own search. */
export function cardinalityOfSearches(
  { items, minItems, patients = items }: Cardinality,
  found: number,
): Cardinality {
  return { items: capCount(items * found), groups: items, minItems: capCount(minItems * found), patients };
}

/**
 * Returns the maximum number of `_id` searches for items of this many types: one for each type of each group that has items, and one more each time a
 * batch is full.
 */
export function countBatches(
  { items, groups }: Pick<Cardinality, 'items' | 'groups'>,
  types: number,
  batchSize: number,
): number {
  const begun = capCount(groups * types);
  return items <= begun ? items : begun + Math.floor((items - begun) / batchSize);
}

export function capCount(figure: number): number {
  return Math.min(figure, UNCOUNTABLE);
}
