/** Reads elements by path, such as `participant.actor`: through lists, and past what is missing or of the wrong kind. */
import { isObject } from './shape.ts';

/** Every value that stands at the path, in order. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return path
    .split('.')
    .reduce<unknown[]>((found, name) => found.flatMap((item) => step(item, name)), [value]);
}

function step(value: unknown, name: string): unknown[] {
  if (!isObject(value) || !Object.hasOwn(value, name)) return [];
  const inner = value[name];
  return Array.isArray(inner) ? inner : [inner];
}
