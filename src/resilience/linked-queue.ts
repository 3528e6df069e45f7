/** A linked queue: values join at the end, and are taken from the front or removed from anywhere, each in constant time. */

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
  isQueued: boolean;
}

/** A Set would keep the holes of removed values, and step over all of them to find the first one. */
export function createLinkedQueue<T>(): LinkedQueue<T> {
  let first: LinkedNode<T> | null = null;
  let last: LinkedNode<T> | null = null;
  let length = 0;

  const remove = (node: LinkedNode<T>): void => {
    if (!node.isQueued) return;
    node.isQueued = false;
    if (node.before === null) first = node.after;
    else node.before.after = node.after;
    if (node.after === null) last = node.before;
    else node.after.before = node.before;
    // A removed node that is not collected yet would keep every later one in memory.
    node.before = null;
    node.after = null;
    length -= 1;
  };

  return {
    get length() {
      return length;
    },
    join(value) {
      const node: LinkedNode<T> = { value, before: last, after: null, isQueued: true };
      if (last === null) first = node;
      else last.after = node;
      last = node;
      length += 1;
      return () => remove(node);
    },
    shift() {
      if (first === null) return undefined;
      const node = first;
      remove(node);
      return node.value;
    },
  };
}
