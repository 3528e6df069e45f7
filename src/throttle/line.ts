/** A line of those who wait: one joins at its end, is taken from its head, or leaves from anywhere; each in constant time. */

export interface Line<T> {
  readonly length: number;
  /** Gives what leaves the line again. To leave twice, or after having been taken, changes nothing. */
  join(value: T): () => void;
  /** Takes who is first; undefined where nobody waits. */
  shift(): T | undefined;
}

interface Link<T> {
  readonly value: T;
  before: Link<T> | null;
  after: Link<T> | null;
  isInLine: boolean;
}

/** A Set would keep the holes that the first ones leave behind, and step over all of them to find the next. */
export function createLine<T>(): Line<T> {
  let first: Link<T> | null = null;
  let last: Link<T> | null = null;
  let length = 0;

  const leave = (link: Link<T>): void => {
    if (!link.isInLine) return;
    link.isInLine = false;
    if (link.before === null) first = link.after;
    else link.before.after = link.after;
    if (link.after === null) last = link.before;
    else link.after.before = link.before;
    // One that is gone, and not collected yet, would hold on to all who came after it.
    link.before = null;
    link.after = null;
    length -= 1;
  };

  return {
    get length() {
      return length;
    },
    join(value) {
      const link: Link<T> = { value, before: last, after: null, isInLine: true };
      if (last === null) first = link;
      else last.after = link;
      last = link;
      length += 1;
      return () => leave(link);
    },
    shift() {
      if (first === null) return undefined;
      const link = first;
      leave(link);
      return link.value;
    },
  };
}
