/** Finds the name that a misspelled one was probably meant to be. */

const LETTERS_PER_EDIT = 5;
const MAX_EDITS = 3;

/**
 * Returns the known name with the fewest edits from a written one; null if none is near. Long names may differ in more letters.
 * @param minEdits the number of edits that is always allowed
 */
export function findNearestName(written: string, known: Iterable<string>, minEdits: number): string | null {
  const near = [...known].flatMap((name) => {
    const allowed = Math.max(minEdits, Math.min(MAX_EDITS, Math.floor(name.length / LETTERS_PER_EDIT)));
    if (Math.abs(written.length - name.length) > allowed) return [];
    const edits = measureEditDistance(written, name);
    return edits <= allowed ? [{ name, edits }] : [];
  });
  return near.toSorted((one, other) => one.edits - other.edits)[0]?.name ?? null;
}

/** Returns the optimal string alignment distance: characters inserted, deleted, replaced, or swapped with the next one. */
function measureEditDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const isSame = one[row - 1] === other[at - 1];
      const isSwapped = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      current.push(
        Math.min(
          (current[at - 1] ?? Infinity) + 1,
          (last[at] ?? Infinity) + 1,
          (last[at - 1] ?? Infinity) + (isSame ? 0 : 1),
          (isSwapped ? (beforeLast[at - 2] ?? Infinity) : Infinity) + 1,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? Infinity;
}
