/** Reads elements by path, such as `participant.actor`: through lists, and past what is missing or of the wrong kind. */
import { isObject } from './lenient-read.ts';

/** Returns each value at the path, in order. */
export function valuesAt(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  for (const name of path.split('.')) found = readMember(found, name);
  return found;
}

/** Written as a loop, because it runs for every record of every page. */
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
