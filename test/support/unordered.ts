/** Sorts what requests that run at the same time leave behind in any order. */

const UNORDERED: ReadonlySet<string> = new Set(['errors', 'warnings']);

/** Sorts the value of a member of JSON if the member is a list of errors or warnings. */
export function sortUnordered(name: string, value: unknown): unknown {
  return UNORDERED.has(name) && Array.isArray(value) ? value.toSorted(byText) : value;
}

export function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
