/** An element together with the resource that it stands in: what a contained reference (`#id`) needs to be followed. */
import { isObject, objects } from './shape.ts';
import type { Resource, Stored } from './types.ts';

export interface Within<T> {
  readonly value: T;
  readonly resource: Stored<Resource>;
}

/** One element; null where it is missing or of the wrong kind. */
export function within<T extends object>(
  resource: Stored<Resource>,
  value: T | null | undefined,
): Within<T> | null {
  return isObject(value) ? { value, resource } : null;
}

/** Each element of a list. */
export function eachWithin<T extends object>(
  resource: Stored<Resource>,
  values: readonly (T | null | undefined)[] | undefined,
): Within<T>[] {
  return objects(values).map((value) => ({ value, resource }));
}
