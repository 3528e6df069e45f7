/** The arithmetic of prices: how many resources there can be at a place in an operation, and in how many groups they arrive. */

export interface Cardinality {
  readonly items: number;
  /** Items of one group arrive together, so what they refer to is read together. */
  readonly groups: number;
  /** The number of items if every list of parts holds one: the least that an answer can plausibly contain. */
  readonly minItems: number;
}

/** The cardinality of the operation itself. */
export const ONCE: Cardinality = { items: 1, groups: 1, minItems: 1 };

/** Figures stop here: anything larger is far too many. */
export const UNCOUNTABLE = 1_000_000_000;

/** Returns the cardinality of the parts of each item, which arrive with it. */
export function cardinalityOfParts({ items, groups, minItems }: Cardinality, length: number): Cardinality {
  return { items: capCount(items * length), groups, minItems };
}

/** Returns the cardinality of what each item finds by a search of its own. */
export function cardinalityOfSearches({ items, minItems }: Cardinality, found: number): Cardinality {
  return { items: capCount(items * found), groups: items, minItems: capCount(minItems * found) };
}

/**
 * Returns the most `_id` searches that items of so many types can take: one for each type of each group that has any, and one more
 * whenever one of these is full.
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
