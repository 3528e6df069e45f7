/** Pairs an element with its resource, because only the resource can resolve a contained reference (`#id`). */
import { readObject, readObjects } from './lenient-read.ts';
import type { Resource, Stored } from './types.ts';

export interface InResource<T> {
  readonly value: T;
  readonly resource: Stored<Resource>;
}

/** Pairs one element with its resource; returns null if the element is missing or not an object. */
export function inResource<T extends object>(
  resource: Stored<Resource>,
  value: T | null | undefined,
): InResource<T> | null {
  const found = readObject(value);
  return found === null ? null : { value: found, resource };
}

/** Pairs each element of a list with its resource. */
export function eachInResource<T extends object>(
  resource: Stored<Resource>,
  values: readonly (T | null | undefined)[] | undefined,
): InResource<T>[] {
  return readObjects(values).map((value) => ({ value, resource }));
}
