/** A linked queue: values join at the end, and are taken from the front or leave from anywhere, each in constant time. */

export interface LinkedQueue<T> {
  readonly length: number;
  /** Returns the function that removes the value. It changes nothing if the value was taken or removed already. */
  join(value: T): () => void;
  /** Takes the first value; undefined if there is none. */
  shift(): T | undefined;
}

interface LinkedNode<T> {
  readonly value: T;
  before: LinkedNode<T> | null;
  after: LinkedNode<T> | null;
  isInLine: boolean;
}

/** A Set would keep the holes of removed values, and step over all of them to find the first one. */
export function createLinkedQueue<T>(): LinkedQueue<T> {
  let first: LinkedNode<T> | null = null;
  let last: LinkedNode<T> | null = null;
  let length = 0;

  const leave = (link: LinkedNode<T>): void => {
    if (!link.isInLine) return;
    link.isInLine = false;
    if (link.before === null) first = link.after;
    else link.before.after = link.after;
    if (link.after === null) last = link.before;
    else link.after.before = link.before;
    // A removed link that is not collected yet would keep every later one in memory.
    link.before = null;
    link.after = null;
    length -= 1;
  };

  return {
    get length() {
      return length;
    },
    join(value) {
      const link: LinkedNode<T> = { value, before: last, after: null, isInLine: true };
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
