/** A doubly linked queue: appends and removes any value in constant time. */

export interface LinkedQueue<T> {
  readonly length: number;
  /** Returns a function that removes the value. The function has no effect if the value was taken or removed before. */
  append(value: T): () => void;
  /** Takes the first value; undefined if the queue is empty. */
  shift(): T | undefined;
  /** Returns the first value that the predicate selects, and leaves it in the queue. */
  find(isSelected: (value: T) => boolean): T | undefined;
}

interface LinkedNode<T> {
  readonly value: T;
  before: LinkedNode<T> | null;
  after: LinkedNode<T> | null;
  isQueued: boolean;
}

/** A Set would keep holes for removed values, and skip all of them to find the first value. */
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
    // Otherwise a removed node would keep all later ones in memory until it is collected.
    node.before = null;
    node.after = null;
    length -= 1;
  };

  return {
    get length() {
      return length;
    },
    append(value) {
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
    find(isSelected) {
      let node = first;
      while (node !== null && !isSelected(node.value)) node = node.after;
      return node?.value;
    },
  };
}
