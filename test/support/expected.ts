/** Wraps Vitest's asymmetric matchers, which are typed `any`, as `unknown`. */
import { expect } from 'vitest';

/** Matches a string by a pattern. */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

/** Matches an object with at least these properties. */
export function having(properties: Record<string, unknown>): unknown {
  return expect.objectContaining(properties);
}

/** Matches a list with at least these items. */
export function including(...items: unknown[]): unknown {
  return expect.arrayContaining(items);
}

export function anyNumber(): unknown {
  return expect.any(Number);
}

/** Returns the property names of a parsed value; none if it is not an object. */
export function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** Returns the value at a path of property names in a parsed value; undefined if the path leads out of it. */
export function at(value: unknown, ...names: readonly (string | number)[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}
