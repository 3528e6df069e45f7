/** Reads elements by path, such as `participant.actor`. Descends into lists, and skips missing and malformed elements. */
import { isObject } from './lenient-read.ts';

export function valuesAt(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  for (const name of path.split('.')) found = readMember(found, name);
  return found;
}

/** Uses loops, because it runs for every record of every page. */
function readMember(values: readonly unknown[], name: string): unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    if (!isObject(value) || !Object.hasOwn(value, name)) continue;
    const inner = value[name];
    const items: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
    for (const item of items) found.push(item);
  }
  return found;
}
