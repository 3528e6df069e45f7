/** Parts of expected values, typed as what they stand for: Vitest's own are typed `any`. */
import { expect } from 'vitest';

/** A text of this form. */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

/** An object that has at least these properties. */
export function having(properties: Record<string, unknown>): unknown {
  return expect.objectContaining(properties);
}

/** A list that has at least these items. */
export function including(...items: unknown[]): unknown {
  return expect.arrayContaining(items);
}

export function anyNumber(): unknown {
  return expect.any(Number);
}

/** The names of what a parsed value has; none where it is no object. */
export function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** What a parsed value has under a name, or under one name after the other; undefined where it has nothing, or is no object. */
export function at(value: unknown, ...names: readonly (string | number)[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}
