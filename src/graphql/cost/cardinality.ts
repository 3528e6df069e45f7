/** How many resources an operation can come to at a place, and in how many groups they arrive: the arithmetic of prices. */

export interface Cardinality {
  readonly items: number;
  /** What arrives at one time; what it refers to is asked for together. */
  readonly groups: number;
  /** The number of items if every list of parts holds one: the least that an answer can plausibly contain. */
  readonly minItems: number;
}

/** What the operation itself is. */
export const ONCE: Cardinality = { items: 1, groups: 1, minItems: 1 };

/** Beyond this, figures are not told apart: all are far too many. */
export const UNCOUNTABLE = 1_000_000_000;

/** Each item holds so many others, which arrive with it. */
export function cardinalityOfParts({ items, groups, minItems }: Cardinality, length: number): Cardinality {
  return { items: capCount(items * length), groups, minItems };
}

/** Each item makes a search of its own, which finds up to so many. */
export function cardinalityOfSearches({ items, minItems }: Cardinality, found: number): Cardinality {
  return { items: capCount(items * found), groups: items, minItems: capCount(minItems * found) };
}

/**
 * How many `_id` searches the items can take at the most, of so many types: one for each type of each group that has any, and one
 * more whenever one of these is full.
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
