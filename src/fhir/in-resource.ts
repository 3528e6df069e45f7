/** An element together with the resource that it stands in: what a contained reference (`#id`) needs to be followed. */
import { isObject, readObjects } from './lenient-read.ts';
import type { Resource, Stored } from './types.ts';

export interface InResource<T> {
  readonly value: T;
  readonly resource: Stored<Resource>;
}

/** One element; null where it is missing or of the wrong kind. */
export function inResource<T extends object>(
  resource: Stored<Resource>,
  value: T | null | undefined,
): InResource<T> | null {
  return isObject(value) ? { value, resource } : null;
}

/** Each element of a list. */
export function eachInResource<T extends object>(
  resource: Stored<Resource>,
  values: readonly (T | null | undefined)[] | undefined,
): InResource<T>[] {
  return readObjects(values).map((value) => ({ value, resource }));
}
