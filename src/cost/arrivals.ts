/** How many resources an operation can come to at a place, and in how many groups they arrive: the arithmetic of prices. */

export interface Arrivals {
  readonly items: number;
  /** What arrives at one time; what it refers to is asked for together. */
  readonly groups: number;
  /** The number of items if every list of parts holds one: the least that an answer can plausibly contain. */
  readonly least: number;
}

/** What the operation itself is. */
export const ONCE: Arrivals = { items: 1, groups: 1, least: 1 };

/** Beyond this, figures are not told apart: all are far too many. */
export const IMMENSE = 1_000_000_000;

/** Each item holds so many others, which arrive with it. */
export function holding({ items, groups, least }: Arrivals, length: number): Arrivals {
  return { items: bounded(items * length), groups, least };
}

/** Each item makes a search of its own, which finds up to so many. */
export function searching({ items, least }: Arrivals, found: number): Arrivals {
  return { items: bounded(items * found), groups: items, least: bounded(least * found) };
}

/**
 * How many `_id` searches the items can take at the most, of so many types: one for each type of each group that has any, and one
 * more whenever one of these is full.
 */
export function batchesFor(
  { items, groups }: Pick<Arrivals, 'items' | 'groups'>,
  types: number,
  batchSize: number,
): number {
  const begun = bounded(groups * types);
  return items <= begun ? items : begun + Math.floor((items - begun) / batchSize);
}

export function bounded(figure: number): number {
  return Math.min(figure, IMMENSE);
}
